#include "evaluate/resolve.h"

#include "evaluate/mapwise.h"

#include <string.h>

typedef struct Entry {
  Name *name;
  int slot;
  bool active;
  bool bound; /* by a parameter list, Σ, free index or `for`: not a free index of an equation inside */
} Entry;

/* Counts lines on the way through a text, which is walked nearly in order. */
typedef struct LineCursor {
  size_t offset;
  unsigned line;
} LineCursor;

/* One function being resolved, or the program itself, whose own names are global. */
typedef struct Scope {
  struct Scope *outer;
  State *state;
  Program *program;
  FunctionCode *code;
  bool is_program;
  Entry *entry;
  size_t n_entries, entries_room;
  size_t captured_room, captured_to_room;
  struct LineCursor *cursor;
  size_t n_for;
  struct {
    Name *name;
  } for_name[32]; /* enclosing `for` variables at top level, where they are global */
} Scope;

static Status resolve(Scope *scope, Ast *ast);

static unsigned find_line(Scope *scope, size_t offset) {
  const Source *source = scope->program->source;
  LineCursor *cursor = scope->cursor;
  if (offset < cursor->offset) *cursor = (LineCursor){0, 1};
  for (; cursor->offset < offset && cursor->offset < source->length; cursor->offset++)
    cursor->line += source->text[cursor->offset] == '\n';
  return cursor->line;
}

static void *allocate(Scope *scope, size_t size) {
  void *block = arena_allocate(&scope->program->arena, size ? size : 1);
  if (!block) fail_out_of_memory(&scope->state->context);
  return block;
}

/* A new slot, visible from now on. -1: out of memory. */
static int add_entry(Scope *scope, Name *name, bool bound) {
  Memory *memory = &scope->state->context.memory;
  if (!memory_reserve(memory, &scope->entry, &scope->entries_room, scope->n_entries + 1, sizeof *scope->entry))
    return (void)fail_out_of_memory(&scope->state->context), -1;
  int slot = scope->code->n_slots++;
  scope->entry[scope->n_entries++] = (Entry){name, slot, true, bound};
  return slot;
}

static Entry *find_entry(Scope *scope, const Name *name) {
  for (size_t i = scope->n_entries; i-- > 0;)
    if (scope->entry[i].active && scope->entry[i].name == name) return &scope->entry[i];
  return NULL;
}

static Status append_int(Scope *scope, int **list, int n, int value) {
  int *grown = allocate(scope, (size_t)(n + 1) * sizeof *grown);
  if (!grown) return OUT_OF_MEMORY;
  if (n) memcpy(grown, *list, (size_t)n * sizeof *grown);
  grown[n] = value;
  *list = grown;
  return OK;
}

/* Slot of a name visible here, capturing it from an enclosing function when it is that one's; -1: it is global; -2: failure. */
static int find_slot(Scope *scope, Name *name) {
  Entry *entry = find_entry(scope, name);
  if (entry) return entry->slot;
  if (!scope->outer) return -1;
  int outer = find_slot(scope->outer, name);
  if (outer < 0) return outer;
  int slot = add_entry(scope, name, true);
  FunctionCode *code = scope->code;
  if (slot < 0 || append_int(scope, &code->captured_from, code->n_captured, outer) != OK ||
      append_int(scope, &code->captured_to, code->n_captured, slot) != OK)
    return -2;
  code->n_captured++;
  return slot;
}

static Status resolve_name(Scope *scope, Ast *ast) {
  int slot = find_slot(scope, ast->name);
  if (slot == -2) return OUT_OF_MEMORY;
  ast->place = slot < 0 ? PLACE_GLOBAL : PLACE_LOCAL;
  ast->slot = slot;
  if (slot >= 0) return OK;
  if (!outer_variable(scope->state, scope->program, ast->name)) return scope->state->context.error->status;
  ast->slot = scope->program->is_library ? ast->name->library : ast->name->global;
  return OK;
}

static Status resolve_children(Scope *scope, Ast *ast) {
  Status status = OK;
  for (int i = 0; i < ast->n && status == OK; i++)
    if (ast->child[i]) status = resolve(scope, ast->child[i]);
  if (status == OK && ast->arguments) status = resolve(scope, ast->arguments);
  return status;
}

/* Σ_{l=1}^{H} body: the bounds do not see the index. */
static Status resolve_sum(Scope *scope, Ast *ast) {
  Status status = OK;
  for (int i = 1; i < ast->n && status == OK; i++) status = resolve(scope, ast->child[i]);
  if (status != OK || (ast->slot = add_entry(scope, ast->name, true)) < 0) return OUT_OF_MEMORY;
  size_t own = scope->n_entries - 1;
  status = resolve(scope, ast->child[0]);
  scope->entry[own].active = false;
  return status;
}

/* ---- functions ---- */

const Ast *target_name(const Ast *target) {
  while (target && (target->kind == AST_INDEX || target->kind == AST_SUBSCRIPT || target->kind == AST_SUPERSCRIPT ||
                    target->kind == AST_FIELD))
    target = target->child[0];
  return target && target->kind == AST_NAME ? target : NULL;
}

static bool contains(const Ast *ast, AstKind kind) {
  if (!ast) return false;
  if (ast->kind == kind) return true;
  for (int i = 0; i < ast->n; i++)
    if (contains(ast->child[i], kind)) return true;
  return false;
}

/* A function that assigns a param updates it: params are the program's, wherever training is written. */
static Status declare(Scope *scope, Name *name) {
  if (!scope->program->is_library && name->global >= 0 && scope->state->global[name->global].declared_param) return OK;
  if (find_entry(scope, name)) return OK;
  return add_entry(scope, name, false) < 0 ? OUT_OF_MEMORY : OK;
}

static Status declare_target(Scope *scope, Ast *target) {
  Status status = OK;
  if (target->kind == AST_TUPLE)
    for (int i = 0; i < target->n && status == OK; i++) status = declare_target(scope, target->child[i]);
  else if (target_name(target)) status = declare(scope, target_name(target)->name);
  return status;
}

/* Makes slots of the names a function's body assigns; where it runs backprop, of every dX it mentions too. */
static Status declare_assigned(Scope *scope, Ast *ast, bool has_backprop) {
  Status status = OK;
  if (!ast) return OK;
  switch (ast->kind) {
    case AST_EQUATION:
    case AST_UPDATE:
    case AST_ADD_ASSIGN: status = declare_target(scope, ast->child[0]); break;
    case AST_FOR: status = declare(scope, ast->name); break;
    case AST_FUNCTION: return declare(scope, ast->name);
    case AST_LAMBDA:
    case AST_RULE:
    case AST_PARAM: return OK;
    case AST_NAME:
      if (has_backprop && ast->name->length > 1 && ast->name->text[0] == 'd') return declare(scope, ast->name);
      return OK;
    default: break;
  }
  for (int i = 0; i < ast->n && status == OK; i++) status = declare_assigned(scope, ast->child[i], has_backprop);
  return status;
}

static void close_scope(Scope *scope) { memory_release(&scope->state->context.memory, scope->entry); }

static Status list_slot_names(Scope *scope) {
  FunctionCode *code = scope->code;
  if (!(code->slot_name = allocate(scope, (size_t)code->n_slots * sizeof *code->slot_name))) return OUT_OF_MEMORY;
  for (size_t i = 0; i < scope->n_entries; i++)
    if (scope->entry[i].active) code->slot_name[scope->entry[i].slot] = scope->entry[i].name;
  return OK;
}

static Status add_parameters(Scope *scope, const Ast *parameters) {
  FunctionCode *code = scope->code;
  code->n_parameters = parameters->n;
  code->parameter = allocate(scope, (size_t)parameters->n * sizeof *code->parameter);
  code->fallback = allocate(scope, (size_t)parameters->n * sizeof *code->fallback);
  if (!code->parameter || !code->fallback) return OUT_OF_MEMORY;
  for (int i = 0; i < parameters->n; i++) {
    const Ast *parameter = parameters->child[i];
    Entry *twin = find_entry(scope, parameter->name);
    if (twin)
      return fail_at(&scope->state->context, scope->program->source, parameter->span, "two parameters are called %s",
                     parameter->name->text);
    code->parameter[i] = parameter->name;
    code->fallback[i] = parameter->kind == AST_NAMED ? parameter->child[0] : NULL;
    if (add_entry(scope, parameter->name, true) < 0) return OUT_OF_MEMORY;
  }
  return OK;
}

static Status resolve_body(Scope *scope, Ast *body, bool is_function) {
  Status status = OK;
  for (int i = 0; i < scope->code->n_parameters && status == OK; i++)
    if (scope->code->fallback && scope->code->fallback[i]) status = resolve(scope, (Ast *)scope->code->fallback[i]);
  if (status == OK && is_function) status = declare_assigned(scope, body, contains(body, AST_BACKPROP));
  if (status == OK) status = resolve(scope, body);
  return status == OK ? list_slot_names(scope) : status;
}

/* AST_FUNCTION and AST_LAMBDA: child[0] parameters, child[1] body; the code becomes the node's note. */
static Status resolve_function(Scope *outer, Ast *ast) {
  Scope scope = {.outer = outer, .state = outer->state, .program = outer->program, .cursor = outer->cursor};
  FunctionCode *code = scope.code = allocate(outer, sizeof *code);
  if (!code) return OUT_OF_MEMORY;
  code->name = ast->kind == AST_FUNCTION ? ast->name : NULL;
  code->ast = ast;
  code->asks_history = contains(ast->child[1], AST_BACKPROP) || contains(ast->child[1], AST_CHECK) ||
                       contains(ast->child[1], AST_PARTIAL);
  code->program = outer->program;
  code->self_slot = -1;
  Status status = add_parameters(&scope, ast->child[0]);
  if (status == OK && code->name && !outer->is_program && !find_entry(&scope, code->name))
    status = (code->self_slot = add_entry(&scope, code->name, true)) < 0 ? OUT_OF_MEMORY : OK;
  if (status == OK) status = resolve_body(&scope, ast->child[1], ast->kind == AST_FUNCTION);
  close_scope(&scope);
  ast->note = code;
  if (status != OK || ast->kind == AST_LAMBDA || ast->primes) return status;
  return resolve_name(outer, ast);
}

/* ---- equations with free indices ---- */

static bool is_bound(Scope *scope, const Name *name) {
  for (Scope *s = scope; s; s = s->outer) {
    for (size_t i = s->n_entries; i-- > 0;)
      if (s->entry[i].active && s->entry[i].bound && s->entry[i].name == name) return true;
    for (size_t i = 0; i < s->n_for; i++)
      if (s->for_name[i].name == name) return true;
  }
  return false;
}

static bool is_free_index(Scope *scope, const Ast *index) {
  return index->kind == AST_NAME && !is_bound(scope, index->name);
}

static Status collect_free(Scope *scope, const Ast *target, FreeIndices *free) {
  Status status = OK;
  for (; target->kind == AST_SUBSCRIPT || target->kind == AST_SUPERSCRIPT; target = target->child[0])
    for (int i = 1; i < target->n && status == OK; i++) {
      const Ast *index = target->child[i];
      bool known = false;
      if (!is_free_index(scope, index)) continue;
      for (int k = 0; k < free->n; k++) known |= free->name[k] == index->name;
      if (known) continue;
      if (free->n == FREE_INDICES_MAX)
        return fail_at(&scope->state->context, scope->program->source, target->span,
                       "an equation has at most %d free indices", FREE_INDICES_MAX);
      free->name[free->n++] = index->name;
    }
  return status;
}

/* The indices are visible on both sides of the equation and nowhere else. */
static Status resolve_free_equation(Scope *scope, Ast *ast, const FreeIndices *found) {
  FreeIndices *free = allocate(scope, sizeof *free);
  if (!free || !(free->name = allocate(scope, sizeof(Name *) * (size_t)found->n)) ||
      !(free->slot = allocate(scope, sizeof(int) * (size_t)found->n)))
    return OUT_OF_MEMORY;
  free->n = found->n;
  Status status = OK;
  if (ast->n > 2 && ast->child[2])
    for (int i = 0; i < ast->child[2]->n && status == OK; i++)
      status = resolve(scope, ast->child[2]->child[i]->child[0]);
  size_t first = scope->n_entries;
  for (int i = 0; i < found->n && status == OK; i++) {
    free->name[i] = found->name[i];
    if ((free->slot[i] = add_entry(scope, found->name[i], true)) < 0) status = OUT_OF_MEMORY;
  }
  if (status == OK) status = resolve(scope, ast->child[0]);
  if (status == OK) status = resolve(scope, ast->child[1]);
  for (size_t i = first; i < scope->n_entries && i < first + (size_t)found->n; i++) scope->entry[i].active = false;
  ast->note = free;
  if (status == OK) free->whole = strip_indices(scope->state, scope->program, ast, free);
  return status;
}

static bool mentions_sensitivity(const Ast *ast, const Name *name) {
  if (!ast) return false;
  if (ast->kind == AST_NAME)
    return ast->name->length == name->length + 1 && ast->name->text[0] == 'd' &&
           strcmp(ast->name->text + 1, name->text) == 0;
  for (int i = 0; i < ast->n; i++)
    if (mentions_sensitivity(ast->child[i], name)) return true;
  return mentions_sensitivity(ast->arguments, name);
}

static Status resolve_equation(Scope *scope, Ast *ast) {
  Name *names[FREE_INDICES_MAX];
  FreeIndices found = {.name = names};
  const Ast *bound = target_name(ast->child[0]);
  if (bound && mentions_sensitivity(ast->child[1], bound->name)) ast->flags |= AST_MENTIONS_SENSITIVITY;
  Status status = collect_free(scope, ast->child[0], &found);
  if (status != OK) return status;
  if (found.n) return resolve_free_equation(scope, ast, &found);
  if (ast->n > 2 && ast->child[2])
    return fail_at(
        &scope->state->context, scope->program->source, ast->child[2]->span,
        "`for` after an equation gives the range of a free index, and this one has none: write Z^{h} = … for h = 1:H");
  return resolve_children(scope, ast);
}

static Status resolve_for(Scope *scope, Ast *ast) {
  Status status = resolve(scope, ast->child[0]);
  if (status == OK) status = resolve_name(scope, ast);
  if (status != OK) return status;
  bool noted = scope->n_for < sizeof scope->for_name / sizeof *scope->for_name;
  if (noted) scope->for_name[scope->n_for++].name = ast->name;
  status = resolve(scope, ast->child[1]);
  if (noted) scope->n_for--;
  return status;
}

/* `param` declares globals, also inside a function. */
static Status resolve_param(Scope *scope, Ast *ast) {
  Status status = OK;
  for (int i = 0; i < ast->n && status == OK; i++) {
    Ast *item = ast->child[i], *name = item->kind == AST_EQUATION ? item->child[0] : item;
    if (item->kind == AST_EQUATION) status = resolve(scope, item->child[1]);
    if (status == OK && name->kind != AST_NAME)
      status = fail_at(&scope->state->context, scope->program->source, name->span,
                       "param declares variables: param W = randn(5, 5)");
    if (status == OK && !global_variable(scope->state, name->name)) status = OUT_OF_MEMORY;
    if (status == OK)
      name->place = PLACE_GLOBAL, name->slot = name->name->global,
      scope->state->global[name->slot].declared_param = true;
  }
  return status;
}

/* Names of arguments, fields and parameters are no variables; `same` and `full` are words where a pad is given. */
static Status resolve(Scope *scope, Ast *ast) {
  if (ast->kind > AST_BLOCK) ast->line = find_line(scope, ast->span.start);
  switch (ast->kind) {
    case AST_NAME: return resolve_name(scope, ast);
    case AST_SUM: return resolve_sum(scope, ast);
    case AST_FUNCTION:
    case AST_LAMBDA: return resolve_function(scope, ast);
    case AST_EQUATION:
    case AST_ADD_ASSIGN: return resolve_equation(scope, ast);
    case AST_FOR: return resolve_for(scope, ast);
    case AST_PARAM: return resolve_param(scope, ast);
    case AST_SYM: return resolve_children(scope, ast);
    case AST_RULE:
    case AST_HELP: return OK;
    case AST_IMPORT: return OK;
    default: return resolve_children(scope, ast);
  }
}

Status resolve_program(State *state, Program *program, FunctionCode **out) {
  LineCursor cursor = {0, 1};
  Scope scope = {.state = state, .program = program, .is_program = true, .cursor = &cursor};
  FunctionCode *code = scope.code = allocate(&scope, sizeof *code);
  if (!code) return OUT_OF_MEMORY;
  code->program = program;
  code->self_slot = -1;
  Status status = join_layers(state, program);
  if (status == OK) status = read_transfer_functions(state, program);
  if (status == OK) status = resolve_body(&scope, program->root, false);
  close_scope(&scope);
  *out = code;
  return status;
}

Status resolve_block(State *state, Program *program, Name **parameter, int n, Ast *block, FunctionCode **out) {
  LineCursor cursor = {0, 1};
  Scope scope = {.state = state, .program = program, .cursor = &cursor};
  FunctionCode *code = scope.code = allocate(&scope, sizeof *code);
  if (!code) return OUT_OF_MEMORY;
  code->program = program;
  code->self_slot = -1;
  code->n_parameters = n;
  code->parameter = parameter;
  Status status = OK;
  for (int i = 0; i < n && status == OK; i++) status = add_entry(&scope, parameter[i], false) < 0 ? OUT_OF_MEMORY : OK;
  if (status == OK) status = resolve_body(&scope, block, true);
  close_scope(&scope);
  *out = code;
  return status;
}
