/* Layer 1: every byte of a state comes through one Memory, which a host may replace and limit. */
#ifndef CNN_BASE_MEMORY_H
#define CNN_BASE_MEMORY_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A host's allocator in the manner of realloc: size 0 frees and returns NULL, block NULL allocates; NULL on failure. */
typedef void *(*Reallocate)(void *user, void *block, size_t size);

typedef struct Memory {
  Reallocate reallocate;
  void *user;
  size_t used;       /* bytes handed out, headers included */
  size_t peak;       /* highest value of used */
  size_t limit;      /* 0: none */
  bool (*give_back)(void *owner); /* releases something that can be done without; false: there is nothing. NULL: nobody */
  void *owner;
  uint64_t requests; /* how many allocations were asked for (allocation-failure tests count with it) */
  const volatile sig_atomic_t *interrupt; /* NULL: nothing interrupts; otherwise text stops growing where it is set */
} Memory;

/* reallocate NULL: the C library's. */
void memory_open(Memory *memory, Reallocate reallocate, void *user, size_t limit);

/* Blocks are aligned to 16 bytes. All return NULL on failure and leave an old block as it was. */
void *memory_allocate(Memory *memory, size_t size);
void *memory_allocate_zeroed(Memory *memory, size_t size);
void *memory_resize(Memory *memory, void *block, size_t size);
void memory_release(Memory *memory, void *block); /* NULL is allowed */

/* a·b and a+b, false when the true result does not fit. */
bool multiply_sizes(size_t a, size_t b, size_t *result);
bool add_sizes(size_t a, size_t b, size_t *result);

/* Grows an array of `width`-byte items so that it holds `needed`; false on failure (the array stays valid). */
bool memory_reserve(Memory *memory, void *array, size_t *capacity, size_t needed, size_t width);

/* Arena: many small blocks that live and die together (a parse, a message). */
typedef struct Arena {
  Memory *memory;
  struct ArenaChunk *chunks;
  size_t left;
  char *next;
  bool failed; /* an allocation did */
} Arena;

void arena_open(Arena *arena, Memory *memory);
void *arena_allocate(Arena *arena, size_t size); /* zeroed, 16-byte aligned, NULL on failure */
char *arena_copy(Arena *arena, const char *text, size_t length); /* NUL-terminated copy */
void arena_close(Arena *arena);

#endif
