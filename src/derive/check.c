/* check F: each gradient against central differences, replaying the recorded steps with branches and random draws frozen. */
#include "derive/sweep.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* A replay recomputes, in double precision, the steps that depend on one perturbed node. */
typedef struct Replay {
  Sweep *sweep;
  Value *value;         /* of each node; owned */
  unsigned char *moved; /* depends on the perturbed node */
} Replay;

static Value input_value(const Replay *replay, const TrailNode *node, int i) {
  const TrailNode *input = node->input[i].node;
  return input ? replay->value[input->position] : node->input[i];
}


static Status replay_row(const Replay *replay, const TrailNode *node, Value *out) {
  State *state = replay->sweep->state;
  Application application = {.row = node->row == state->row_single ? state->row_double : node->row};
  for (int i = 0; i < node->n_inputs; i++) application.operand[i] = input_value(replay, node, i);
  for (int i = 0; i < node->row->n_operands; i++)
    if (application.operand[i].kind != VALUE_NONE) application.n = i + 1;
  for (int i = 0; node->parameter && i < PARAMETERS_MAX && node->row->parameter[i].name; i++)
    application.parameter[i] = node->parameter[i];
  return apply_row(state, &application, out);
}

static Status replay_function(const Replay *replay, const TrailNode *node, Value *out) {
  Value argument[OPERANDS_MAX];
  int n = node->n_inputs < OPERANDS_MAX ? node->n_inputs : OPERANDS_MAX;
  for (int i = 0; i < n; i++) argument[i] = input_value(replay, node, i);
  return call_with(replay->sweep->state, node->function, argument, n, out);
}

static Status replay_step(const Replay *replay, const TrailNode *node, Value *out) {
  if (is_hidden_step(node)) return *out = value_retain(input_value(replay, node, 0)), OK;
  return node->row ? replay_row(replay, node, out) : replay_function(replay, node, out);
}

static Status to_double(State *state, Value value, Value *out) {
  Tensor *tensor = value_to_tensor(state, value, DOUBLE);
  if (!tensor) return state->context.error->status;
  *out = array_value(state, tensor);
  out->precision = DOUBLE;
  return OK;
}

/* All nodes in double precision from the starting points on. */
static Status replay_all(Replay *replay) {
  Status status = OK;
  for (int k = 0; k < replay->sweep->n && status == OK; k++) {
    const TrailNode *node = replay->sweep->node[k];
    bool start = !node->row && !node->function;
    status = start ? to_double(replay->sweep->state, node->output, &replay->value[k])
                   : replay_step(replay, node, &replay->value[k]);
  }
  return status;
}

static void find_moved(Replay *replay, int from) {
  memset(replay->moved, 0, (size_t)replay->sweep->n);
  replay->moved[from] = 1;
  for (int k = from + 1; k < replay->sweep->n; k++)
    for (int i = 0; i < replay->sweep->node[k]->n_inputs; i++) {
      const TrailNode *input = replay->sweep->node[k]->input[i].node;
      if (input) replay->moved[k] |= replay->moved[input->position];
    }
}

/* F with element `index` of node `from` at `number`; the nodes' base values are put back afterwards. */
static Status objective_at(Replay *replay, int from, int64_t index, double number, double *objective) {
  State *state = replay->sweep->state;
  int n = replay->sweep->n;
  Value *base = memory_allocate_zeroed(&state->context.memory, (size_t)n * sizeof *base);
  if (!base) return fail_out_of_memory(&state->context);
  Tensor *moved = value_to_tensor(state, replay->value[from], DOUBLE);
  Tensor *copy = moved ? tensor_copy(&state->context, moved) : NULL;
  tensor_release(&state->context, moved);
  Status status = copy ? OK : state->context.error->status;
  memcpy(base, replay->value, (size_t)n * sizeof *base);
  for (int k = from; k < n; k++)
    if (replay->moved[k]) replay->value[k] = (Value){0};
  if (copy) tensor_set(copy, index, number), replay->value[from] = array_value(state, copy);
  for (int k = from + 1; k < n && status == OK; k++)
    if (replay->moved[k]) status = replay_step(replay, replay->sweep->node[k], &replay->value[k]);
  if (status == OK) *objective = value_element(replay->value[n - 1], 0);
  for (int k = from; k < n; k++)
    if (replay->moved[k]) value_store(state, &replay->value[k], base[k]);
  memory_release(&state->context.memory, base);
  return status;
}

typedef struct Verdict {
  double worst; /* largest error, relative to the gradient's largest entry */
  int64_t at;   /* its index */
  double analytic, numeric;
  int64_t checked, kinks;
  bool wrong; /* above the tolerance and the difference quotient's own rounding */
} Verdict;

enum { ELEMENTS_MAX = 200 };

typedef struct Differences {
  double central, left, right, noise;
} Differences;

/* Central difference with the step that balances truncation and rounding. */
static Status differences_at(Replay *replay, int from, int64_t index, Differences *d) {
  double x = value_element(replay->value[from], index), step = cbrt(DBL_EPSILON) * fmax(fabs(x), 1), above, below;
  double here = value_element(replay->value[replay->sweep->n - 1], 0);
  Status status = objective_at(replay, from, index, x + step, &above);
  if (status == OK) status = objective_at(replay, from, index, x - step, &below);
  if (status != OK) return status;
  d->central = (above - below) / (2 * step);
  d->left = (here - below) / step;
  d->right = (above - here) / step;
  d->noise = 16 * DBL_EPSILON * fmax(fabs(here), fmax(fabs(above), fabs(below))) / step;
  return OK;
}

static Status compare(Replay *replay, int from, Value gradient, double tolerance, Verdict *verdict) {
  int64_t count = value_count(gradient), stride = count > ELEMENTS_MAX ? count / ELEMENTS_MAX : 1;
  double largest = 0;
  Status status = OK;
  *verdict = (Verdict){0};
  EACH_UNTIL_INTERRUPT(&replay->sweep->state->context, i, 0, count)
  largest = fmax(largest, fabs(value_element(gradient, i)));
  for (int64_t i = 0; i < count && status == OK; i += stride) {
    Differences d;
    status = take_step(&replay->sweep->state->context);
    if (status == OK) status = differences_at(replay, from, i, &d);
    if (status == FAILED) { /* an index or another whole number has no neighbours */
      clear_error(&replay->sweep->state->context);
      status = OK;
      verdict->checked++, verdict->kinks++;
      continue;
    }
    if (status != OK) break;
    double analytic = value_element(gradient, i), scale = fmax(largest, fabs(d.central));
    double error = fabs(analytic - d.central), relative = error == 0 ? 0 : error / scale; /* nan stays nan */
    bool wrong = !(error <= tolerance * scale + d.noise);
    verdict->checked++;
    if (wrong && fabs(d.left - d.right) > 1e-3 * scale + 4 * d.noise) {
      verdict->kinks++;
      continue;
    }
    verdict->wrong |= wrong;
    if (relative <= verdict->worst) continue;
    verdict->worst = relative;
    verdict->at = i;
    verdict->analytic = analytic;
    verdict->numeric = d.central;
  }
  return status;
}

/* [2] or .W, where the node is an element of the list that the variable holds. */
bool print_path(const List *list, const TrailNode *node, Text *out) {
  for (int i = 0; i < list->n; i++) {
    Value item = list->item[i];
    size_t length = out->length;
    if (list->key) text_format(out, ".%s", list->key[i]->text);
    else text_format(out, "[%d]", i + 1);
    if (item.node == node || (item.kind == VALUE_LIST && print_path(item.list, node, out))) return true;
    if (out->bytes) out->bytes[out->length = length] = 0;
  }
  return false;
}

static void print_sensitivity(State *state, const TrailNode *node, Text *out) {
  const Frame *frame = state->frame;
  text_format(out, "d%s", node->name->text);
  for (int i = 0; i < frame->code->n_slots; i++)
    if (frame->slot[i].name == node->name && frame->slot[i].value.kind == VALUE_LIST &&
        print_path(frame->slot[i].value.list, node, out))
      return;
  const Value *global = node->name->global >= 0 ? &state->global[node->name->global].value : NULL;
  if (global && global->kind == VALUE_LIST) print_path(global->list, node, out);
}

static void report(State *state, const TrailNode *node, const Verdict *verdict, int64_t count) {
  Text line;
  text_open(&line, &state->context.memory);
  print_sensitivity(state, node, &line);
  text_format(&line, "  %s  largest relative error %.1e", verdict->wrong ? "WRONG" : "ok", verdict->worst);
  if (verdict->checked < count)
    text_format(&line, "  (%lld of %lld elements)", (long long)verdict->checked, (long long)count);
  if (verdict->kinks)
    text_format(&line, "  kink at %lld element%s", (long long)verdict->kinks, verdict->kinks == 1 ? "" : "s");
  text_format(&line, "\n");
  write_text(state, text_string(&line), line.length);
  text_close(&line);
}

static Status fail_check(State *state, const Name *name, const Verdict *verdict, double tolerance) {
  if (isnan(verdict->worst))
    return fail(&state->context, "d%s cannot be checked: it, or a difference quotient, is no finite number",
                name->text);
  fail(&state->context, "d%s differs from central differences by %.3g of its largest entry, more than %.3g", name->text,
       verdict->worst, tolerance);
  add_note(&state->context, "element %lld in storage order: d%s = %.10g, difference quotient %.10g",
           (long long)(verdict->at + 1), name->text, verdict->analytic, verdict->numeric);
  return FAILED;
}

/* Nodes that variables of that name still hold; each once, in the order of the computation. */
static bool is_reported(const Sweep *sweep, int k, bool everything) {
  const TrailNode *node = sweep->node[k];
  return node->name && !is_hidden_step(node) && sweep->needed[k] && (everything || sweep->wanted[k]) && k + 1 < sweep->n;
}

static Status check_all(Replay *replay, bool everything, double tolerance) {
  State *state = replay->sweep->state;
  Status status = replay_all(replay);
  for (int k = replay->sweep->n; k-- > 0 && status == OK;) {
    TrailNode *node = replay->sweep->node[k];
    Verdict verdict;
    Value gradient = {0};
    if (!is_reported(replay->sweep, k, everything)) continue;
    double allowed = tolerance > 0 ? tolerance : value_precision(node->output) == SINGLE ? 1e-3 : 1e-6;
    find_moved(replay, k);
    status = sweep_gradient(replay->sweep, node, &gradient);
    if (status == OK) status = compare(replay, k, gradient, allowed, &verdict);
    if (status == OK) report(state, node, &verdict, value_count(gradient));
    if (status == OK && verdict.wrong) status = fail_check(state, node->name, &verdict, allowed);
    value_release(state, gradient);
  }
  return status;
}

static Status replay_open(Replay *replay, Sweep *sweep) {
  Memory *memory = &sweep->state->context.memory;
  *replay = (Replay){.sweep = sweep};
  replay->value = memory_allocate_zeroed(memory, (size_t)sweep->n * sizeof *replay->value);
  replay->moved = memory_allocate_zeroed(memory, (size_t)sweep->n);
  return replay->value && replay->moved ? OK : fail_out_of_memory(&sweep->state->context);
}

static void replay_close(Replay *replay) {
  State *state = replay->sweep->state;
  for (int k = 0; replay->value && k < replay->sweep->n; k++) value_release(state, replay->value[k]);
  memory_release(&state->context.memory, replay->value);
  memory_release(&state->context.memory, replay->moved);
}

static Status read_tolerance(State *state, Frame *frame, const Ast *ast, double *tolerance) {
  *tolerance = 0;
  for (int i = 0; ast->arguments && i < ast->arguments->n; i++) {
    const Ast *item = ast->arguments->child[i];
    Value value = {0};
    if (item->kind != AST_NAMED || strcmp(item->name->text, "tol") != 0)
      return fail_at(&state->context, frame->source, item->span, "check has one parameter, tol: check_{tol=1e-6} F");
    Status status = evaluate(state, frame, item->child[0], &value);
    if (status != OK) return status;
    bool good = is_scalar(value) && value.number > 0;
    *tolerance = good ? value.number : 0;
    value_release(state, value);
    if (!good) return fail_at(&state->context, frame->source, item->span, "tol is a number above 0");
  }
  return OK;
}

static Status check_objective(State *state, Frame *frame, const Ast *ast, Value objective, double tolerance) {
  Sweep sweep;
  Replay replay = {0};
  Text what;
  Status status = sweep_open(state, objective.node, &sweep);
  if (status != OK) return status;
  text_open(&what, &state->context.memory);
  print_ast(ast->child[0], &what);
  status = refuse_stale(&sweep, text_string(&what));
  const Ast *names = ast->n > 1 ? ast->child[1] : NULL;
  if (status == OK && names) status = want_variables(state, frame, &sweep, names, text_string(&what));
  else if (status == OK) want_by_default(state, &sweep);
  if (status == OK)
    status = sweep_run(&sweep, (Value){.kind = VALUE_NUMBER, .precision = value_precision(objective), .number = 1});
  if (status == OK && !state->checking) status = replay_open(&replay, &sweep);
  state->history_pause++;
  if (status == OK && !state->checking) status = check_all(&replay, !names, tolerance);
  state->history_pause--;
  if (replay.sweep) replay_close(&replay);
  text_close(&what);
  sweep_close(&sweep);
  return status;
}

Status run_check(State *state, Frame *frame, const Ast *ast) {
  Value objective = {0};
  double tolerance;
  Status status = read_tolerance(state, frame, ast, &tolerance);
  if (status == OK && ast->child[0]->kind == AST_EQUATION)
    status =
        fail_at(&state->context, frame->source, ast->child[0]->span, "check takes a value that was computed: check F");
  if (status == OK) status = evaluate_objective(state, frame, ast->child[0], &objective);
  if (objective.kind == VALUE_UNKNOWN) return OK;
  if (status == OK) status = need_numbers(state, frame, ast->child[0], objective, "check");
  if (status == OK && !is_scalar(objective))
    status = fail_at(&state->context, frame->source, ast->child[0]->span,
                     "check compares gradients of one number; write check sum(…)");
  if (status == OK) status = check_objective(state, frame, ast, objective, tolerance);
  if (status != OK) place_error(&state->context, frame->source, ast->span);
  value_release(state, objective);
  return status;
}
