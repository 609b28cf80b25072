/* The grammar of the language. Operators are classes: infix of level 4, 5, 6 and 8, and prefix; the lexer finds them in
   the operator table. TLPAR and TLBRK are "(" and "[" that call and index (they touch a name, its postfix, or the
   bracket that closes a call or index); IDXEND is `end` in an index; SUBB and SUPB are "_{" and "^{".
   A factor on the right of a juxtaposition begins with neither a sign nor a number. A Σ reaches to the end of its term:
   what ends in one is `open` and ends the term. */
%define api.pure full
%define api.prefix {syntax_}
%define api.token.prefix {TOKEN_}
%define api.value.type {TokenValue}
%define api.location.type {Span}
%define parse.error custom
%locations
%expect 0
%param {Parser *parser}

%code requires {
#include "syntax/parsing.h"
}

%code {
#include "syntax/build.h"

#include <stdio.h>

int syntax_lex(TokenValue *value, Span *span, Parser *parser);
static void syntax_error(const Span *span, Parser *parser, const char *message);

/* The parser's stack lies on the C stack and never grows; deeper texts are "nested too deeply". */
#define YYINITDEPTH 4000
#define YYMAXDEPTH 4000
#define YYLLOC_DEFAULT(whole, parts, n)                              \
  ((whole).start = (n) ? YYRHSLOC(parts, 1).start : YYRHSLOC(parts, 0).end, \
   (whole).end = YYRHSLOC(parts, (n) ? (n) : 0).end)

#define MAKE(result, node) do { if (!((result) = (node))) YYABORT; } while (0)
}

%token <ast> NUMBER "a number" NAME "a name" COMMAND "a command" STRING "a string" RAWTEXT "a topic" PREFIX "⊞" SUPERDIGITS "a power"
%token <row> INFIX4 "⊗" INFIX5 "∘" INFIX6 "an operator" INFIX8 "a comparison"
%token NL "the end of the line" SEMI ";" ROWSEP "the end of the row" PERIOD "."
%token TLPAR "( of a call" TLBRK "[ of an index"
%token SUBB "_{" SUPB "^{" TRANSPOSE "^T" PRIME "'" POW "^" IDXEND "end of an index"
%token DOT "·" SLASH "/" PLUS "+" MINUS "-" COLON ":" AND "and" OR "or" NOT "not"
%token AGAIN "a second ="
%token MAPSTO "↦" EQ "=" ARROW "←" PLUSEQ "+="
%token SUB "_" FRAC "\\frac" OVER "} of \\frac" TABLE "a matrix" MAXOF "{ of a maximum" BAR "|"
%token SUM "Σ" PARTIAL "∂" PARAM "param" SYM "sym" BACKPROP "backprop" FOR "for" WITH "with" DERIVE "derive" IN "in"
%token WHILE "while" IF "if" ELSE "else" ELSEIF "elseif" END "end" FUNCTION "function" RETURN "return" BREAK "break"
%token CONTINUE "continue" RULE "rule" CHECK "check" EXPLAIN "explain" IMPORT "import" HELP "help" WALK "walk"

%type <ast> stmts stmt equations names_or_equations name_or_equation symbols symbol exprs ranges range_of elses derivation tuple
%type <ast> expr disj conj neg cmp range sum term had opn opn_corr opn_prod opn_un opn_fac
%type <ast> opn_operand bigsum sum_head upper names corr prod unary factor0 number factor prefix
%type <ast> operand params postfix power powarg powbase
%type <ast> primary spans span_of fname pname rows row idx ix args arglist arg word
%%
program: stmts { parser->program->root = $stmts; };

stmts:
  %empty            { MAKE($$, new_node(parser, AST_BLOCK, @$)); }
| stmts stmt NL     { if (!append_statement(parser, $1, $2, false)) YYABORT; $$ = $1; $$->span.end = @2.end; }
| stmts stmt SEMI   { if (!append_statement(parser, $1, $2, true)) YYABORT; $$ = $1; $$->span.end = @3.end; }
| stmts sep         { $$ = $1; }
| stmts lost        { $$ = $1; }
;

sep: NL | SEMI;

/* What an error made useless, up to the end of its statement. */
lost: error sep { yyerrok; };

stmt:
  expr                          { MAKE($$, make_node(parser, AST_EXPRESSION, @$, 1, $1)); }
| expr EQ expr                  { MAKE($$, make_equation(parser, @$, $1, $3, NULL)); }
| equations
| AGAIN expr                    { MAKE($$, continue_equation(parser, @$, @1, $<ast>0, $2)); }
| expr EQ expr FOR ranges       { MAKE($$, make_equation(parser, @$, $1, $3, $5)); }
| tuple EQ expr                 { MAKE($$, make_equation(parser, @$, $1, $3, NULL)); }
| expr ARROW expr               { MAKE($$, make_assignment(parser, AST_UPDATE, @$, $1, $3)); }
| tuple ARROW expr              { MAKE($$, make_assignment(parser, AST_UPDATE, @$, $1, $3)); }
| expr PLUSEQ expr              { MAKE($$, make_assignment(parser, AST_ADD_ASSIGN, @$, $1, $3)); }
| PARAM names_or_equations      { $$ = retag($2, AST_PARAM, @$); }
| SYM symbols                   { $$ = retag($2, AST_SYM, @$); }
| BACKPROP expr                           { MAKE($$, make_node(parser, AST_BACKPROP, @$, 3, $2, NULL, NULL)); }
| BACKPROP expr FOR exprs                 { MAKE($$, make_node(parser, AST_BACKPROP, @$, 3, $2, $4, NULL)); }
| BACKPROP expr WITH expr                 { MAKE($$, make_node(parser, AST_BACKPROP, @$, 3, $2, NULL, $4)); }
| BACKPROP expr FOR exprs WITH expr       { MAKE($$, make_node(parser, AST_BACKPROP, @$, 3, $2, $4, $6)); }
| BACKPROP expr WITH expr FOR exprs       { MAKE($$, make_node(parser, AST_BACKPROP, @$, 3, $2, $6, $4)); }
| DERIVE params derivation      { MAKE($$, make_derivation(parser, AST_DERIVE, @$, $2, $3)); }
| CHECK params derivation       { MAKE($$, make_derivation(parser, AST_CHECK, @$, $2, $3)); }
| EXPLAIN params expr           { MAKE($$, with_arguments(parser, make_node(parser, AST_EXPLAIN, @$, 1, $3), $2)); }
| COMMAND exprs                 { MAKE($$, make_applied(parser, AST_CALL, @$, $1, $2)); MAKE($$, make_node(parser, AST_EXPRESSION, @$, 1, $$)); }
| WALK expr                     { MAKE($$, make_node(parser, AST_WALK, @$, 1, $2)); }
| HELP RAWTEXT                  { MAKE($$, make_help(parser, @$, $2)); }
| IMPORT STRING                 { MAKE($$, make_node(parser, AST_IMPORT, @$, 1, $2)); }
| IMPORT NAME                   { MAKE($$, make_node(parser, AST_IMPORT, @$, 1, $2)); }
| FOR NAME IN expr sep stmts END          { MAKE($$, make_for(parser, @$, $2, $4, $6)); }
| FOR NAME EQ expr sep stmts END          { MAKE($$, make_for(parser, @$, $2, $4, $6)); }
| FOR lost stmts END                 { $$ = $3; }
| WHILE expr sep stmts END                { MAKE($$, make_node(parser, AST_WHILE, @$, 2, $2, $4)); }
| WHILE lost stmts END               { $$ = $3; }
| IF expr sep stmts elses END             { MAKE($$, make_node(parser, AST_IF, @$, 3, $2, $4, $5)); }
| IF lost stmts elses END            { $$ = $3; }
| FUNCTION NAME TLPAR args ')' sep stmts END       { MAKE($$, make_function(parser, @$, $2, 0, $4, $7)); }
| FUNCTION NAME PRIME TLPAR args ')' sep stmts END { MAKE($$, make_function(parser, @$, $2, 1, $5, $8)); }
| FUNCTION lost stmts END            { $$ = $3; }
| RULE expr EQ expr sep stmts END         { MAKE($$, make_rule(parser, @$, $2, $4, $6)); }
| RULE lost stmts END                { $$ = $3; }
| RETURN expr                   { MAKE($$, make_node(parser, AST_RETURN, @$, 1, $2)); }
| RETURN                        { MAKE($$, make_node(parser, AST_RETURN, @$, 1, NULL)); }
| BREAK                         { MAKE($$, new_node(parser, AST_BREAK, @$)); }
| CONTINUE                      { MAKE($$, new_node(parser, AST_CONTINUE, @$)); }
;

equations:
  expr EQ expr AGAIN expr       { MAKE($$, make_equations(parser, @$, make_equation(parser, @$, $1, $3, NULL), $5)); }
| equations AGAIN expr          { MAKE($$, make_equations(parser, @$, $1, $3)); }
;

elses:
  %empty                        { $$ = NULL; }
| ELSE stmts                    { $$ = $2; }
| ELSEIF expr sep stmts elses   { MAKE($$, make_node(parser, AST_IF, @$, 3, $2, $4, $5)); }
| ELSEIF lost stmts elses  { $$ = $3; }
;

derivation:
  expr                          { MAKE($$, make_node(parser, AST_DERIVE, @$, 2, $1, NULL)); }
| expr FOR exprs                { MAKE($$, make_node(parser, AST_DERIVE, @$, 2, $1, $3)); }
| expr EQ expr                  { MAKE($$, derive_equation(parser, @$, $1, $3, NULL)); }
| expr EQ expr FOR exprs        { MAKE($$, derive_equation(parser, @$, $1, $3, $5)); }
;

names_or_equations:
  name_or_equation                          { MAKE($$, make_node(parser, AST_TUPLE, @$, 1, $1)); }
| names_or_equations ',' name_or_equation   { MAKE($$, extended(parser, $1, $3, @$)); }
;
name_or_equation: NAME | NAME EQ expr       { MAKE($$, make_node(parser, AST_EQUATION, @$, 2, $1, $3)); };

symbols: symbol                 { MAKE($$, make_node(parser, AST_TUPLE, @$, 1, $1)); }
| symbols ',' symbol            { MAKE($$, extended(parser, $1, $3, @$)); }
;
symbol: NAME | NAME TLPAR args ')'          { MAKE($$, make_applied(parser, AST_CALL, @$, $1, $3)); };

exprs: expr                     { MAKE($$, make_node(parser, AST_TUPLE, @$, 1, $1)); }
| exprs ',' expr                { MAKE($$, extended(parser, $1, $3, @$)); }
;
ranges: range_of                { MAKE($$, make_node(parser, AST_TUPLE, @$, 1, $1)); }
| ranges ',' range_of           { MAKE($$, extended(parser, $1, $3, @$)); }
;
range_of: NAME EQ expr          { MAKE($$, make_named(parser, @$, $1, $3)); }
| NAME IN expr                  { MAKE($$, make_named(parser, @$, $1, $3)); }
;

tuple:
  '(' expr ',' arglist ')'               { MAKE($$, make_tuple(parser, @$, $2, $4)); }
| '(' NAME EQ expr ')'                   { MAKE($$, make_tuple(parser, @$, make_named(parser, @4, $2, $4), NULL)); }
| '(' NAME EQ expr ',' arglist ')'       { MAKE($$, make_tuple(parser, @$, make_named(parser, @4, $2, $4), $6)); }
;

expr:
  disj
| NAME MAPSTO expr              { MAKE($$, make_lambda(parser, @$, make_node(parser, AST_TUPLE, @1, 1, $1), $3)); }
| '(' expr ')' MAPSTO expr      { MAKE($$, make_lambda(parser, @$, make_node(parser, AST_TUPLE, @2, 1, $2), $5)); }
| '(' ')' MAPSTO expr           { MAKE($$, make_lambda(parser, @$, new_node(parser, AST_TUPLE, @1), $4)); }
| tuple MAPSTO expr             { MAKE($$, make_lambda(parser, @$, $1, $3)); }
;
disj: conj | disj OR conj       { MAKE($$, make_node(parser, AST_OR, @$, 2, $1, $3)); $$->mark = @2; };
conj: neg | conj AND neg        { MAKE($$, make_node(parser, AST_AND, @$, 2, $1, $3)); $$->mark = @2; };
neg: cmp | NOT neg              { MAKE($$, make_node(parser, AST_NOT, @$, 1, $2)); $$->mark = @1; };
cmp: range | cmp INFIX8 params range { MAKE($$, make_infix(parser, $2, @2, $1, $3, $4)); };
range:
  sum
| sum COLON sum                 { MAKE($$, make_node(parser, AST_RANGE, @$, 2, $1, $3)); }
| sum COLON sum COLON sum       { MAKE($$, make_node(parser, AST_RANGE, @$, 3, $1, $3, $5)); }
;
sum:
  term
| sum PLUS term                 { MAKE($$, make_infix(parser, parser->add, @2, $1, NULL, $3)); }
| sum MINUS term                { MAKE($$, make_infix(parser, parser->subtract, @2, $1, NULL, $3)); }
| sum INFIX6 params term        { MAKE($$, make_infix(parser, $2, @2, $1, $3, $4)); }
;
term: had | opn;

opn: had INFIX5 params opn_corr { MAKE($$, make_infix(parser, $2, @2, $1, $3, $4)); } | opn_corr;
opn_corr: prod INFIX4 params opn_corr { MAKE($$, make_infix(parser, $2, @2, $1, $3, $4)); } | opn_prod;
opn_prod:
  opn_un
| prod opn_fac                  { MAKE($$, make_product(parser, @$, $1, ' ', $2)); }
| prod DOT opn_un               { MAKE($$, make_product(parser, @$, $1, '.', $3)); }
| prod SLASH opn_un             { MAKE($$, make_product(parser, @$, $1, '/', $3)); }
;
opn_un: opn_fac
| MINUS opn_un                  { MAKE($$, make_prefix(parser, parser->negate, @$, @1, $2)); }
| PLUS opn_un                   { $$ = $2; }
;
opn_fac: bigsum | prefix opn_operand { MAKE($$, apply_prefix(parser, @$, $1, $2)); };
opn_operand: opn_fac | MINUS opn_operand { MAKE($$, make_prefix(parser, parser->negate, @$, @1, $2)); };
bigsum: sum_head term           { MAKE($$, close_sum(parser, @$, $1, $2)); };

sum_head:
  SUM SUBB NAME EQ expr '}' upper  { MAKE($$, open_sum(parser, @1, $3, $5, $7)); }
| SUM upper SUBB NAME EQ expr '}'  { MAKE($$, open_sum(parser, @1, $4, $6, $2)); }
| SUM SUBB NAME IN expr '}'        { MAKE($$, open_sum(parser, @1, $3, $5, NULL)); }
| SUM SUBB names '}'               { MAKE($$, open_sums(parser, @1, $3)); }
| SUM SUB NAME                     { MAKE($$, open_sum(parser, @1, $3, NULL, NULL)); }
;
upper: SUPB expr '}'            { $$ = $2; } | POW NAME { $$ = $2; } | POW NUMBER { $$ = $2; };
names: NAME                     { MAKE($$, make_node(parser, AST_TUPLE, @$, 1, $1)); }
| names ',' NAME                { MAKE($$, extended(parser, $1, $3, @$)); }
;

had: corr | had INFIX5 params corr { MAKE($$, make_infix(parser, $2, @2, $1, $3, $4)); };
corr: prod | prod INFIX4 params corr { MAKE($$, make_infix(parser, $2, @2, $1, $3, $4)); };
prod:
  unary
| prod factor                   { MAKE($$, make_product(parser, @$, $1, ' ', $2)); }
| prod DOT unary                { MAKE($$, make_product(parser, @$, $1, '.', $3)); }
| prod SLASH unary              { MAKE($$, make_product(parser, @$, $1, '/', $3)); }
;
unary:
  factor0
| MINUS unary                   { MAKE($$, make_prefix(parser, parser->negate, @$, @1, $2)); }
| PLUS unary                    { $$ = $2; }
;
factor0: factor | number;
number:
  NUMBER
| number POW powarg             { MAKE($$, make_node(parser, AST_POWER, @$, 2, $1, $3)); $$->mark = @2; }
| number SUPERDIGITS            { MAKE($$, make_node(parser, AST_POWER, @$, 2, $1, $2)); $$->mark = @2; }
| number SUPB idx '}'           { MAKE($$, make_applied(parser, AST_SUPERSCRIPT, @$, $1, $3)); }
| number TRANSPOSE              { MAKE($$, make_node(parser, AST_TRANSPOSE, @$, 1, $1)); }
| number PRIME                  { MAKE($$, make_node(parser, AST_PRIME, @$, 1, $1)); }
;
factor: postfix | power | prefix operand { MAKE($$, apply_prefix(parser, @$, $1, $2)); };
operand: factor0 | MINUS operand { MAKE($$, make_prefix(parser, parser->negate, @$, @1, $2)); };

prefix:
  PREFIX                                 { MAKE($$, decorate(parser, $1, NULL, NULL)); }
| PREFIX SUBB args '}'                   { MAKE($$, decorate(parser, $1, $3, NULL)); }
| PREFIX word                            { MAKE($$, decorate(parser, $1, NULL, $2)); }
| PREFIX SUBB args '}' word              { MAKE($$, decorate(parser, $1, $3, $5)); }
| PREFIX word SUBB args '}'              { MAKE($$, decorate(parser, $1, $4, $2)); }
;
word: SUPB NAME '}' { $$ = $2; } | POW NAME { $$ = $2; };
params: %empty { $$ = NULL; } | SUBB args '}' { $$ = $2; $$->span = @$; };

postfix:
  primary
| postfix TLPAR args ')'        { MAKE($$, make_applied(parser, AST_CALL, @$, $1, $3)); }
| postfix TLBRK idx ']'         { MAKE($$, make_applied(parser, AST_INDEX, @$, $1, $3)); }
| postfix SUBB idx '}'          { MAKE($$, make_applied(parser, AST_SUBSCRIPT, @$, $1, $3)); }
| postfix SUPB idx '}'          { MAKE($$, make_applied(parser, AST_SUPERSCRIPT, @$, $1, $3)); }
| postfix TRANSPOSE             { MAKE($$, make_node(parser, AST_TRANSPOSE, @$, 1, $1)); }
| postfix PRIME                 { MAKE($$, make_node(parser, AST_PRIME, @$, 1, $1)); }
| postfix PERIOD NAME           { MAKE($$, make_field(parser, @$, $1, $3)); }
;
power:
  postfix POW powarg            { MAKE($$, make_node(parser, AST_POWER, @$, 2, $1, $3)); $$->mark = @2; }
| postfix SUPERDIGITS           { MAKE($$, make_node(parser, AST_POWER, @$, 2, $1, $2)); $$->mark = @2; }
| power POW powarg              { MAKE($$, make_node(parser, AST_POWER, @$, 2, $1, $3)); $$->mark = @2; }
| power SUPERDIGITS             { MAKE($$, make_node(parser, AST_POWER, @$, 2, $1, $2)); $$->mark = @2; }
| power SUBB idx '}'            { MAKE($$, make_applied(parser, AST_SUBSCRIPT, @$, $1, $3)); }
| power SUPB idx '}'            { MAKE($$, make_applied(parser, AST_SUPERSCRIPT, @$, $1, $3)); }
| power TRANSPOSE               { MAKE($$, make_node(parser, AST_TRANSPOSE, @$, 1, $1)); }
| power PRIME                   { MAKE($$, make_node(parser, AST_PRIME, @$, 1, $1)); }
;
powarg: NUMBER | powbase | MINUS powarg { MAKE($$, make_prefix(parser, parser->negate, @$, @1, $2)); };
powbase:
  primary
| powbase TLPAR args ')'        { MAKE($$, make_applied(parser, AST_CALL, @$, $1, $3)); }
| powbase TLBRK idx ']'         { MAKE($$, make_applied(parser, AST_INDEX, @$, $1, $3)); }
| powbase PERIOD NAME           { MAKE($$, make_field(parser, @$, $1, $3)); }
;
primary:
  NAME
| STRING
| IDXEND                        { MAKE($$, new_node(parser, AST_INDEX_END, @$)); }
| '(' expr ')'                  { $$ = in_parentheses($2, @$); }
| '[' rows ']'                  { $$ = retag($2, AST_MATRIX, @$); }
| TABLE rows ']'                { $$ = retag($2, AST_MATRIX, @$); }
| FRAC expr OVER expr '}'       { MAKE($$, make_fraction(parser, @$, $2, $4)); }
| NAME MAXOF expr BAR spans '}' { MAKE($$, make_maximum(parser, @$, $3, $5)); }
| '{' args '}'                  { MAKE($$, make_list(parser, @$, $2)); }
| PARTIAL fname SLASH PARTIAL pname { MAKE($$, make_node(parser, AST_PARTIAL, @$, 2, $2, $5)); }
;
fname:
  NAME
| NAME TLPAR args ')'           { MAKE($$, make_applied(parser, AST_CALL, @$, $1, $3)); }
| fname PERIOD NAME             { MAKE($$, make_field(parser, @$, $1, $3)); }
| '(' expr ')'                  { $$ = in_parentheses($2, @$); }
;
spans: span_of                  { MAKE($$, make_node(parser, AST_TUPLE, @$, 1, $1)); }
| spans ',' span_of             { MAKE($$, extended(parser, $1, $3, @$)); }
;
span_of: range_of | NAME;
pname: NAME | '(' expr ')'      { $$ = in_parentheses($2, @$); };

rows:
  %empty                        { MAKE($$, new_node(parser, AST_MATRIX, @$)); }
| row                           { MAKE($$, make_node(parser, AST_MATRIX, @$, 1, $1)); }
| rows ROWSEP row               { MAKE($$, extended(parser, $1, $3, @$)); }
| rows ROWSEP                   { $$ = $1; }
;
row: expr                       { MAKE($$, make_node(parser, AST_ROW, @$, 1, $1)); }
| row ',' expr                  { MAKE($$, extended(parser, $1, $3, @$)); }
;
idx: ix                         { MAKE($$, make_node(parser, AST_ARGUMENTS, @$, 1, $1)); }
| idx ',' ix                    { MAKE($$, extended(parser, $1, $3, @$)); }
;
ix: expr | COLON                { MAKE($$, new_node(parser, AST_COLON, @$)); };
args: %empty                    { MAKE($$, new_node(parser, AST_ARGUMENTS, @$)); } | arglist;
arglist: arg                    { MAKE($$, make_node(parser, AST_ARGUMENTS, @$, 1, $1)); }
| arglist ',' arg               { MAKE($$, extended(parser, $1, $3, @$)); }
;
arg: expr | NAME EQ expr        { MAKE($$, make_named(parser, @$, $1, $3)); };
%%

/* Only the exhausted stack comes here: syntax errors have their own report. */
static void syntax_error(const Span *span, Parser *parser, const char *message) {
  (void)message;
  if (parser->stop) return;
  report(parser, *span, "nested too deeply; give a part of it a name of its own");
  parser->stop = true;
}

enum { EXPECTED_MAX = 5 };

/* What could stand here instead, where that is a short list. */
static int yyreport_syntax_error(const yypcontext_t *where, Parser *parser) {
  yysymbol_kind_t expected[EXPECTED_MAX];
  char list[256];
  int n = yypcontext_expected_tokens(where, expected, EXPECTED_MAX), length = 0;
  list[0] = 0;
  for (int i = 0; i < n && length < (int)sizeof list; i++) {
    const char *name = yysymbol_name(expected[i]), *joint = i == 0 ? "" : i + 1 < n ? ", " : " or ";
    bool quoted = name[0] == '\'' && name[1]; /* '(' */
    length += snprintf(list + length, sizeof list - (size_t)length, quoted ? "%s%.1s" : "%s%s", joint, name + quoted);
  }
  report_unexpected(parser, *yypcontext_location(where), n < 1 ? "" : list);
  return 0;
}
