/* All procedures of the library. */
#include "evaluate/procedures.h"

const Procedure *const procedure_lists[] = {print_procedures,
                                            array_procedures,
                                            random_procedures,
                                            file_procedures,
                                            training_procedures,
                                            value_procedures,
                                            picture_procedures,
                                            NULL};
