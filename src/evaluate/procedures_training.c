/* The optimisers: one step over every param that the last backprop reached. */
#include "evaluate/procedures.h"

#include "evaluate/dry.h"

#include "kernels/optimise.h"

#include <string.h>

/* What an optimiser remembers of one param between steps. */
typedef struct Moments {
  uint64_t id; /* of the variable */
  Method method;
  int64_t steps;
  Tensor *tensor[2];
} Moments;

typedef struct Optimiser {
  Moments *item;
  size_t n, room;
} Optimiser;

static void release_moments(State *state, Moments *moments) {
  for (int i = 0; i < 2; i++) {
    if (moments->tensor[i]) tensor_release(&state->context, moments->tensor[i]);
    moments->tensor[i] = NULL;
  }
  moments->steps = 0;
}

void optimiser_drop(State *state, Optimiser *optimiser) {
  for (size_t i = 0; optimiser && i < optimiser->n; i++) release_moments(state, &optimiser->item[i]);
  if (optimiser) memory_release(&state->context.memory, optimiser->item);
  memory_release(&state->context.memory, optimiser);
}

void optimiser_close(State *state) {
  optimiser_drop(state, state->optimiser);
  state->optimiser = NULL;
}

/* Tensors are shared: a step copies those that it does not hold alone. */
Status optimiser_copy(State *state, Optimiser **out) {
  const Optimiser *optimiser = state->optimiser;
  Memory *memory = &state->context.memory;
  *out = NULL;
  if (!optimiser) return OK;
  Optimiser *copy = memory_allocate_zeroed(memory, sizeof *copy);
  if (!copy || !memory_reserve(memory, &copy->item, &copy->room, optimiser->n, sizeof *copy->item))
    return memory_release(memory, copy), fail_out_of_memory(&state->context);
  copy->n = optimiser->n;
  for (size_t i = 0; i < copy->n; i++) {
    copy->item[i] = optimiser->item[i];
    for (int k = 0; k < 2; k++) tensor_retain(copy->item[i].tensor[k]);
  }
  return *out = copy, OK;
}

void optimiser_restore(State *state, Optimiser *copy) {
  optimiser_close(state);
  state->optimiser = copy;
}

void forget_moments(State *state, const Variable *variable) {
  Optimiser *optimiser = state->optimiser;
  for (size_t i = 0; optimiser && i < optimiser->n; i++)
    if (optimiser->item[i].id == variable->id) release_moments(state, &optimiser->item[i]);
}

static Moments *find_moments(State *state, const Variable *variable) {
  Memory *memory = &state->context.memory;
  Optimiser *optimiser = state->optimiser;
  if (!optimiser) optimiser = state->optimiser = memory_allocate_zeroed(memory, sizeof *optimiser);
  for (size_t i = 0; optimiser && i < optimiser->n; i++)
    if (optimiser->item[i].id == variable->id) return &optimiser->item[i];
  if (!optimiser ||
      !memory_reserve(memory, &optimiser->item, &optimiser->room, optimiser->n + 1, sizeof *optimiser->item))
    return (void)fail_out_of_memory(&state->context), NULL;
  optimiser->item[optimiser->n] = (Moments){.id = variable->id};
  return &optimiser->item[optimiser->n++];
}

static Status own_moments(State *state, Moments *moments) {
  for (int i = 0; i < 2; i++) {
    Tensor *shared = moments->tensor[i];
    if (!shared || shared->references == 1) continue;
    Tensor *own = tensor_copy(&state->context, shared);
    if (!own) return OUT_OF_MEMORY;
    tensor_release(&state->context, shared);
    moments->tensor[i] = own;
  }
  return OK;
}

/* Moments begin at 0; they begin anew for another method and where the param has another size or precision. */
static Status prepare_moments(State *state, Moments *moments, Method method, const Tensor *w) {
  int n = moments_of(method);
  bool fits = moments->method == method;
  for (int i = 0; i < n && fits; i++)
    fits = moments->tensor[i] && moments->tensor[i]->precision == w->precision && same_size(moments->tensor[i], w);
  if (!fits) release_moments(state, moments);
  moments->method = method;
  for (int i = 0; i < n; i++)
    if (!moments->tensor[i] && !(moments->tensor[i] = tensor_zeros(&state->context, w->precision, w->size)))
      return OUT_OF_MEMORY;
  return own_moments(state, moments);
}

static Status step_tensor(State *state, Moments *moments, Step *step, const Tensor *w, const Tensor *g, Value *out) {
  if (!same_size(w, g))
    return fail(&state->context, "a param has changed its size since backprop found its gradient: run backprop again");
  if (state->checking) return *out = hollowed(state, (Value){.kind = VALUE_ARRAY, .array = (Tensor *)w}), OK;
  Status status = prepare_moments(state, moments, step->method, w);
  Tensor *result = status == OK ? tensor_new(&state->context, w->precision, w->size) : NULL;
  if (!result) return state->context.error->status;
  step->k = ++moments->steps;
  step->count = tensor_count(w);
  step->w = w->data, step->g = g->data, step->out = result->data;
  for (int i = 0; i < 2; i++) step->moment[i] = moments->tensor[i] ? moments->tensor[i]->data : NULL;
  if ((status = optimise(&state->context, w->precision, step)) == OK) *out = array_value(state, result);
  else tensor_release(&state->context, result);
  return status;
}

static Status step_variable(State *state, Variable *variable, Step *step, unsigned line) {
  Precision precision = value_precision(variable->value);
  Value value = {0};
  Moments *moments = find_moments(state, variable);
  Tensor *w = moments ? value_to_tensor(state, variable->value, precision) : NULL;
  Tensor *g = w ? value_to_tensor(state, variable->gradient, precision) : NULL;
  Status status = g ? step_tensor(state, moments, step, w, g, &value) : state->context.error->status;
  if (g) tensor_release(&state->context, g);
  if (w) tensor_release(&state->context, w);
  if (status != OK) return status;
  value_store(state, &variable->gradient, (Value){0});
  return bind_variable(state, variable, value, BIND_UPDATE, line);
}

static unsigned line_here(const State *state) {
  return state->frame && state->frame->source ? line_of(state->frame->source, state->here.start) : 0;
}

static Status step_all(State *state, Step *step) {
  bool any = false;
  Status status = OK;
  unsigned line = line_here(state);
  if (state->checking && state->gradients_unknown) return hollow_params(state, line);
  for (size_t i = 0; i < state->n_globals && status == OK; i++) {
    if (!state->global[i].is_param || state->global[i].gradient.kind == VALUE_NONE) continue;
    any = true;
    status = step_variable(state, &state->global[i], step, line);
  }
  if (status != OK || any) return status;
  fail(&state->context, state->n_params ? "no param has a gradient since the last step: run backprop first"
                                        : "there are no parameters to step over: declare them, param W = …");
  state->context.error->own_words = true;
  return FAILED;
}

/* ---- settings ---- */

typedef struct Setting {
  const char *name[2]; /* the letter and its ASCII name */
  double *place;
  double least, below; /* least ≤ value < below */
} Setting;

static Status read_setting(State *state, const Setting *setting, Value value) {
  if (value.kind != VALUE_NUMBER)
    return fail(&state->context, "%s is a number, not %s", setting->name[0], kind_name(value));
  if (is_opaque(value)) return OK;
  if (!(value.number >= setting->least && value.number < setting->below))
    return fail(&state->context, "%s is %g; it must be at least %g and below %g", setting->name[0], value.number,
                setting->least, setting->below);
  *setting->place = value.number;
  return OK;
}

static Status read_settings(State *state, const Arguments *arguments, const Setting *setting, int n) {
  Status status = OK;
  for (int i = 0; i < n && status == OK; i++) {
    Value value = i < arguments->n ? arguments->value[i] : (Value){0};
    for (int k = 0; k < 2; k++) {
      Value named = setting[i].name[k] ? named_argument(state, arguments, setting[i].name[k]) : (Value){0};
      if (named.kind == VALUE_NONE) continue;
      if (value.kind != VALUE_NONE) return fail(&state->context, "%s is given twice", setting[i].name[0]);
      value = named;
    }
    if (value.kind != VALUE_NONE) status = read_setting(state, &setting[i], value);
  }
  return status;
}

#define UNBOUNDED 1e300
#define RATE(step) \
  { {"α", "rate"}, &(step).settings.rate, 0, UNBOUNDED }
#define DECAY(step) \
  { {"decay", NULL}, &(step).settings.decay, 0, UNBOUNDED }
#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

static Status run_sgd(State *state, Arguments *arguments, Value *out) {
  Step step = {.method = METHOD_SGD, .settings = {.rate = 0.01}};
  const Setting setting[] = {RATE(step), DECAY(step)};
  Status status = read_settings(state, arguments, setting, COUNT(setting));
  (void)out;
  return status == OK ? step_all(state, &step) : status;
}

static Status run_momentum(State *state, Arguments *arguments, Value *out) {
  Step step = {.method = METHOD_MOMENTUM, .settings = {.rate = 0.1, .gamma = 0.9}};
  const Setting setting[] = {RATE(step), {{"γ", "gamma"}, &step.settings.gamma, 0, 1}, DECAY(step)};
  Status status = read_settings(state, arguments, setting, COUNT(setting));
  (void)out;
  return status == OK ? step_all(state, &step) : status;
}

static Status run_adam(State *state, Arguments *arguments, Value *out) {
  Step step = {.method = METHOD_ADAM, .settings = {.rate = 0.001, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8}};
  const Setting setting[] = {RATE(step),
                             {{"β1", "beta1"}, &step.settings.beta1, 0, 1},
                             {{"β2", "beta2"}, &step.settings.beta2, 0, 1},
                             {{"ε", "epsilon"}, &step.settings.epsilon, 0, UNBOUNDED},
                             DECAY(step)};
  Status status = read_settings(state, arguments, setting, COUNT(setting));
  (void)out;
  return status == OK ? step_all(state, &step) : status;
}

/* ---- all params as one record ---- */

static Status run_params(State *state, Arguments *arguments, Value *out) {
  List *list = list_new(state, state->n_params, true);
  int n = 0;
  (void)arguments;
  if (!list) return OUT_OF_MEMORY;
  for (size_t i = 0; i < state->n_globals; i++) {
    if (!state->global[i].is_param) continue;
    list->key[n] = state->global[i].name;
    list->item[n++] = plain_value(state->global[i].value);
  }
  *out = (Value){.kind = VALUE_LIST, .list = list};
  return OK;
}

static Status run_set_params(State *state, Arguments *arguments, Value *out) {
  Value record = arguments->value[0];
  Status status = OK;
  (void)out;
  if (record.kind != VALUE_LIST || !record.list->key)
    return fail(&state->context, "setparams takes a record, as params() gives it, not %s", kind_name(record));
  for (int i = 0; i < record.list->n && status == OK; i++) {
    Name *name = record.list->key[i];
    Variable *variable = name->global >= 0 ? &state->global[name->global] : NULL;
    if (!variable || !variable->is_param)
      return fail(&state->context, "%s is no param: declare it, param %s = …", name->text, name->text);
    if (!is_numeric(record.list->item[i]) && !is_unknown(record.list->item[i]))
      return fail(&state->context, "%s would be %s: a param is a number or an array", name->text,
                  kind_name(record.list->item[i]));
    status = bind_variable(state, variable, plain_value(record.list->item[i]), BIND_UPDATE, line_here(state));
  }
  return status;
}

const Procedure training_procedures[] = {
    {"sgd", 0, 2, "α,rate,decay", run_sgd, "sgd(α, decay=0)  steepest descent: W = W - α dW for every param",
     "param w = 2\nF = w^2\nbackprop F\nsgd(0.1)\nw"},
    {"momentum", 0, 3, "α,rate,γ,gamma,decay", run_momentum,
     "momentum(α, γ, decay=0)  ΔW = γ ΔW - (1 - γ) α dW, with the ΔW of the step before; W = W + ΔW",
     "param w = 2\nF = w^2\nbackprop F\nmomentum(0.1, 0.9)\nw"},
    {"adam", 0, 5, "α,rate,β1,beta1,β2,beta2,ε,epsilon,decay", run_adam,
     "adam(α, β1=0.9, β2=0.999, ε=1e-8, decay=0)  running means m of dW and v of dW^2, corrected for their start; W = "
     "W - α m/(sqrt(v) + ε)",
     "param w = 2\nF = w^2\nbackprop F\nadam(0.1)\nw"},
    {"params", 0, 0, "", run_params, "params()  a record of all params",
     "param W = [1 2]\nparam b = 3\nparams()"},
    {"setparams", 1, 1, "", run_set_params, "setparams(r)  gives the params the values of the record r",
     "param w = 1\nbest = params()\nw ← 5\nsetparams(best)\nw"},
    {NULL, 0, 0, NULL, NULL, NULL, NULL}};
