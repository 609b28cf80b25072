/* What the names on the sheet stand for: more than one row or column is printed bold. */
#include "derive/sheet.h"

#include <string.h>

/* The last equation's name is that of its step alone. */
static const char *text_on_sheet(const Sheet *sheet, int k) {
  const Station *place = &sheet->place[k];
  const TrailNode *node = sheet->sweep->node[k];
  if (place->name) return place->name->text;
  if (k == sheet->sweep->n - 1 && node->name) return node->name->text;
  return place->access && place->access->kind == AST_NAME ? place->access->name->text : NULL;
}

/* A name of its own, or its sensitivity's. */
static bool is_called(const char *name, const char *text) {
  return text && (strcmp(name, text) == 0 || (name[0] == 'd' && strcmp(name + 1, text) == 0));
}

static LatexKind kind_of_size(const Size *size) {
  Extent one = extent_of(1);
  bool is_column = extent_equal(size->axis[1], one) == YES;
  return is_column && extent_equal(size->axis[0], one) == YES ? LATEX_NUMBER : LATEX_ARRAY;
}

static LatexKind kind_of_variable(const Sheet *sheet, const Name *name) {
  const Variable *variable = name->global >= 0 ? &sheet->state->global[name->global] : NULL;
  if (!variable || (variable->value.kind != VALUE_ARRAY && variable->value.kind != VALUE_NUMBER)) return LATEX_UNKNOWN;
  Size size = value_size(variable->value);
  return kind_of_size(&size);
}

LatexKind kind_on_sheet(void *user, const Name *name) {
  const Sheet *sheet = user;
  for (int k = 0; k < sheet->sweep->n; k++)
    if (is_called(name->text, text_on_sheet(sheet, k))) return kind_of_size(&sheet->sweep->node[k]->output_size);
  return kind_of_variable(sheet, name);
}
