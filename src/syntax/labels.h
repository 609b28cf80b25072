/* Layer 5: superscripts that are a part of a name. */
#ifndef CNN_SYNTAX_LABELS_H
#define CNN_SYNTAX_LABELS_H

#include "syntax/ast.h"

typedef bool IsLabel(void *user, const Name *name);

/* The tree with labels joined to the names that they stand on: N^m becomes Nᵐ, LZ^{m,n,h} with an index h LZᵐⁿ^{h},
   n_{i,j}^{m} nᵐ_{i,j}, r^m (i-1) in one word rᵐ(i-1). Labels without a superscript letter follow an underscore. What
   does not change is shared with `ast`; the same tree where nothing does. NULL: the error is set. */
Ast *join_labels(Context *context, Arena *arena, Names *names, const Ast *ast, IsLabel *is_label, void *user);

/* `name` with those of `label` that are labels joined to it. NULL: the error is set. */
Name *join_name(Context *context, Names *names, const Name *name, Ast *const *label, int n, IsLabel *is_label,
                void *user);
/* The name that superscripts stand on, also behind subscripts and primes; NULL: none. */
const Ast *labelled_name(const Ast *ast);

#endif
