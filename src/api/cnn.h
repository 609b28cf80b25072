/* cnn.h: the public interface of libcnn, the evaluator of the language cnn inside other programs.

   A cnn_State is one interpreter; everything belongs to it. Any number may exist; each is used from one thread at a
   time. The library has no global state, prints nothing and opens no file: what the host does not provide as a
   callback, programs cannot do. Strings are UTF-8. Unless said otherwise a pointer returned by the library stays
   valid until the next call with the same state. */
#ifndef CNN_H
#define CNN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CNN_VERSION_MAJOR 0
#define CNN_VERSION_MINOR 1
#define CNN_VERSION_PATCH 0

typedef struct cnn_State cnn_State;

/* The window in which a person sees what programs write. All zero: none, and nothing is fitted to it. */
typedef struct cnn_Display {
  int columns, rows; /* in characters; 0: unknown, nothing is cut to them */
  int colours;       /* of ANSI escapes: 0 none, 16, 256, 1 << 24 */
  int pictures;      /* how `show` draws */
  int is_addressed;  /* ANSI escapes move the cursor and clear lines: progress and `walk` are drawn in place */
} cnn_Display;

enum { CNN_PICTURES_TEXT, CNN_PICTURES_BLOCKS, CNN_PICTURES_KITTY, CNN_PICTURES_SIXEL }; /* cnn_Display.pictures */

/* What cnn_Config.read_key returns: a character's code point, or one of these. */
enum { CNN_KEY_NONE = -1, CNN_KEY_LEFT = -2, CNN_KEY_RIGHT = -3, CNN_KEY_UP = -4, CNN_KEY_DOWN = -5, CNN_KEY_ESCAPE = -6,
       CNN_KEY_RESIZED = -7 /* the display has changed */, CNN_KEY_HOME = -8, CNN_KEY_END = -9, CNN_KEY_PAGE_UP = -10,
       CNN_KEY_PAGE_DOWN = -11 };

typedef enum cnn_Status {
  CNN_OK = 0,
  CNN_ERROR,       /* an error of the program: cnn_error tells which */
  CNN_NO_MEMORY,   /* the allocator or the memory limit said no */
  CNN_INTERRUPTED, /* cnn_interrupt was called */
  CNN_STEP_LIMIT,
  CNN_INCOMPLETE   /* cnn_run of text that ends inside a statement, when asked for by CNN_MAY_CONTINUE */
} cnn_Status;

/* Everything a state needs from its host. Zero means the default throughout. */
typedef struct cnn_Config {
  void *user; /* handed to every callback */
  /* As realloc: size 0 frees (and the result is not looked at), block NULL allocates. NULL: the C library's. */
  void *(*reallocate)(void *user, void *block, size_t size);
  size_t memory_limit;   /* bytes; 0: none */
  uint64_t step_limit;   /* statements and loop rounds; 0: none */
  size_t stack_limit;    /* bytes of C stack for nested evaluation; 0: 1 MiB */
  /* What programs print (is_error 0) and notes about them (1). Not NUL-terminated. NULL: dropped. */
  void (*write)(void *user, int is_error, const char *text, size_t length);
  /* A file's bytes: *bytes from malloc, freed by the library with free. 0, or an errno value. NULL: no files. */
  int (*load)(void *user, const char *path, char **bytes, size_t *length);
  /* Writes a file, whole or not at all. 0, or an errno value. NULL: no files. */
  int (*save)(void *user, const char *path, const char *bytes, size_t length);
  /* Names of the files of a folder, sorted, each ended by a newline, those of folders by / before it; as load otherwise. */
  int (*list)(void *user, const char *folder, char **names, size_t *length);
  /* The next key that a person presses, waiting for it; CNN_KEY_NONE: there is nobody, or the input has ended. NULL: nobody. */
  int (*read_key)(void *user);
  const char *library;     /* folder of the standard library; NULL: operators and procedures only */
  const char *search_path; /* further folders for import, separated by ':' */
  int portable_kernels;    /* plain loops for ⊗ and the matrix product: slower, the same bits on every processor */
  int is_terminal;         /* notes are seen by a person at once: progress is shown */
} cnn_Config;

/* NULL when there is not even memory for the state. config may be NULL; it and its strings are copied. */
cnn_State *cnn_open(const cnn_Config *config);
void cnn_close(cnn_State *state); /* NULL is allowed */

/* Tells of the window at the start and whenever it has changed; also from within read_key. *display is copied. */
void cnn_set_display(cnn_State *state, const cnn_Display *display);

enum {
  CNN_INTERACTIVE = 1,  /* equations print their value unless ended by ;, and history is kept for later statements */
  CNN_MAY_CONTINUE = 2, /* text that ends inside a statement returns CNN_INCOMPLETE and runs nothing */
  CNN_CHECK = 4         /* finds errors of sizes, names and types without running: nothing is printed or written. Arrays hold
                           no numbers then, and the state runs nothing afterwards but further checks */
};

/* Parses and runs a text; `name` is what errors call it. A syntax error anywhere means that nothing runs. */
cnn_Status cnn_run(cnn_State *state, const char *name, const char *text, size_t length, int flags);
/* 0: the text ends inside a statement, and a person who types it will want to go on. Forgets the last error. */
int cnn_is_complete(cnn_State *state, const char *text, size_t length);
/* Gives scripts their command line as the list `args`; the strings are copied. CNN_OK or CNN_NO_MEMORY. */
cnn_Status cnn_set_arguments(cnn_State *state, int count, const char *const *arguments);

/* The last error as printed: `file:line:column: error: what`, the line, a caret, notes, the chain of calls. "" if none. */
const char *cnn_error(cnn_State *state);
/* The status that the last text asked to end with through exit(n), for which cnn_run gave CNN_OK; -1: it did not. */
int cnn_exit_status(const cnn_State *state);

/* ---- a session: what was run with CNN_INTERACTIVE, and anything after that ---- */

/* Takes back the last text that changed something: variables, rules, imports, random numbers and optimisers become what
   they were. Its source in *undone. CNN_ERROR: there is nothing, or it is no longer kept (the last 50 are, fewer where
   memory is short). */
cnn_Status cnn_undo(cnn_State *state, const char **undone);
/* The statements that were run and not taken back, as a script that does it again. NULL: out of memory. */
const char *cnn_session(cnn_State *state);

typedef struct cnn_Variable {
  const char *name;
  const char *kind;  /* "a matrix", "feature maps", "a function" */
  const char *size;  /* "3 × 3 × 2 maps"; "" for what has none */
  const char *value; /* on one line, where it is short; "" otherwise */
  const char *made;  /* the statement that bound it; NULL: not known */
  int is_param, is_single, is_sensitivity; /* a param; single precision; bound by backprop */
} cnn_Variable;

/* Calls `each` with every variable that a program has bound, in the order of their first mention; the strings are valid during
   the call only. CNN_OK or CNN_NO_MEMORY. */
cnn_Status cnn_variables(cnn_State *state, void (*each)(void *user, const cnn_Variable *variable), void *user);

/* Runs a text as cnn_run with CNN_INTERACTIVE does and measures it. An expression that takes less than `seconds` runs again
   until they have passed, without printing and without an effect on variables.
   *timing counts only with CNN_OK. */
typedef struct cnn_Timing {
  double seconds;       /* of the first run */
  double best;          /* of the shortest run */
  uint64_t runs;
  uint64_t allocations; /* of the last run */
} cnn_Timing;
cnn_Status cnn_time(cnn_State *state, const char *name, const char *text, size_t length, double seconds, cnn_Timing *timing);

/* An expression's value as LaTeX math, lines without delimiters: for a variable the equation that it was computed by, and the
   numbers as bmatrix, a line for each map. An equation that is typed comes out as it stands, and is not run. *latex stays valid
   until the next call. Needs amsmath, and amssymb for ⊞. */
cnn_Status cnn_latex(cnn_State *state, const char *name, const char *text, size_t length, const char **latex);

/* Stops the running program at its next step; safe in a signal handler and from other threads. */
void cnn_interrupt(cnn_State *state);

/* Completion: what may stand in text[start … cursor), where `start` is returned, both in bytes. Calls `each` with every
   name that could, whole, sorted, the most useful ones first; `meaning` is the glyph of a LaTeX name, the signature of a
   function and what it does, the size of a variable, the help of a parameter, or "". LaTeX that is whole or can be but one
   thing is a single match, its glyph: \oti gives ⊗, \^12 gives ¹². Nothing is run; in strings `list` is asked for files.
   Both are valid during the call only. Where memory runs out nothing is offered. */
size_t cnn_complete(cnn_State *state, const char *text, size_t length, size_t cursor,
                    void (*each)(void *user, const char *name, const char *meaning), void *user);

/* What the pieces of a text are, for colours. */
typedef enum cnn_Kind {
  CNN_PLAIN,     /* white space, commas, = and the like */
  CNN_KEYWORD,
  CNN_NUMBER,    /* also true, inf, π */
  CNN_STRING,
  CNN_COMMENT,
  CNN_OPERATOR,  /* a glyph, its LaTeX name, + */
  CNN_BRACKET,
  CNN_FUNCTION,  /* a name that is known to be one */
  CNN_VARIABLE,  /* a name that has a value */
  CNN_NAME,      /* any other */
  CNN_PARAMETER, /* pad in ⊗_{pad=1} */
  CNN_LATEX,     /* any other LaTeX name, maybe not yet typed to its end */
  CNN_COMMAND,   /* :load, which is the host's affair */
  CNN_TEXT,      /* words of a person: what follows help or a command */
  CNN_MISTAKE    /* a bracket that closes nothing, a character without a meaning */
} cnn_Kind;
/* Calls `each` with bytes start … end of every piece, in order, nothing left out. The text may be anything, as it is while
   somebody types: nothing is an error. Where memory runs out the whole of it is one plain piece. */
void cnn_highlight(cnn_State *state, const char *text, size_t length,
                   void (*each)(void *user, size_t start, size_t end, cnn_Kind kind), void *user);

/* The text (NUL-terminated) with LaTeX names as glyphs, for `cnn fmt`; strings and comments stay. NULL: out of memory. */
const char *cnn_format(cnn_State *state, const char *text);

size_t cnn_memory_used(const cnn_State *state);       /* bytes that the state holds now */
uint64_t cnn_allocations(const cnn_State *state); /* blocks that it has asked for since it was opened */

/* "0.1.0" */
const char *cnn_version(void);

#ifdef __cplusplus
}
#endif
#endif
