#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* The size stands in front of each block, so that a release needs only the pointer. */
enum { HEADER = 16, ARENA_CHUNK = 16 * 1024 };

typedef struct ArenaChunk {
  struct ArenaChunk *older;
  size_t unused; /* keeps what follows 16-byte aligned */
} ArenaChunk;

static void *reallocate_with_libc(void *user, void *block, size_t size) {
  (void)user;
  if (size != 0) return realloc(block, size);
  free(block);
  return NULL;
}

void memory_open(Memory *memory, Reallocate reallocate, void *user, size_t limit) {
  *memory = (Memory){.reallocate = reallocate ? reallocate : reallocate_with_libc, .user = user, .limit = limit};
}

static size_t *header_of(void *block) { return (size_t *)(void *)((char *)block - HEADER); }

static bool within_limit(const Memory *memory, size_t old_total, size_t total) {
  return memory->limit == 0 || total <= old_total || memory->used - old_total + total <= memory->limit;
}

static size_t *try_resize(Memory *memory, void *block, size_t old_total, size_t total) {
  if (!within_limit(memory, old_total, total)) return NULL;
  return memory->reallocate(memory->user, block ? header_of(block) : NULL, total);
}

void *memory_resize(Memory *memory, void *block, size_t size) {
  size_t total, old_total = block ? *header_of(block) : 0, *header;
  memory->requests++;
  if (!add_sizes(size, HEADER, &total) || total > PTRDIFF_MAX) return NULL;
  while (!(header = try_resize(memory, block, old_total, total)))
    if (!memory->give_back || !memory->give_back(memory->owner)) return NULL;
  *header = total;
  memory->used += total - old_total;
  if (memory->used > memory->peak) memory->peak = memory->used;
  return (char *)header + HEADER;
}

void *memory_allocate(Memory *memory, size_t size) { return memory_resize(memory, NULL, size); }

void *memory_allocate_zeroed(Memory *memory, size_t size) {
  void *block = memory_allocate(memory, size);
  if (block) memset(block, 0, size);
  return block;
}

void memory_release(Memory *memory, void *block) {
  if (!block) return;
  memory->used -= *header_of(block);
  memory->reallocate(memory->user, header_of(block), 0);
}

bool multiply_sizes(size_t a, size_t b, size_t *result) { return !__builtin_mul_overflow(a, b, result); }

bool add_sizes(size_t a, size_t b, size_t *result) { return !__builtin_add_overflow(a, b, result); }

bool memory_reserve(Memory *memory, void *array, size_t *capacity, size_t needed, size_t width) {
  void *old, *grown;
  size_t wanted = *capacity ? *capacity : 8, bytes;
  if (needed <= *capacity) return true;
  while (wanted < needed)
    if (!multiply_sizes(wanted, 2, &wanted)) return false;
  memcpy(&old, array, sizeof old);
  if (!multiply_sizes(wanted, width, &bytes) || !(grown = memory_resize(memory, old, bytes))) return false;
  memcpy(array, &grown, sizeof grown);
  *capacity = wanted;
  return true;
}

void arena_open(Arena *arena, Memory *memory) { *arena = (Arena){.memory = memory}; }

static bool add_chunk(Arena *arena, size_t size) {
  size_t room = size > ARENA_CHUNK ? size : ARENA_CHUNK;
  ArenaChunk *chunk = memory_allocate(arena->memory, sizeof *chunk + room);
  if (!chunk) return false;
  chunk->older = arena->chunks;
  arena->chunks = chunk;
  arena->next = (char *)(chunk + 1);
  arena->left = room;
  return true;
}

void *arena_allocate(Arena *arena, size_t size) {
  if (size > PTRDIFF_MAX) return arena->failed = true, NULL;
  size = (size + 15) & ~(size_t)15;
  if (size > arena->left && !add_chunk(arena, size)) return arena->failed = true, NULL;
  void *block = arena->next;
  arena->next += size;
  arena->left -= size;
  return memset(block, 0, size);
}

char *arena_copy(Arena *arena, const char *text, size_t length) {
  char *copy = arena_allocate(arena, length + 1);
  if (copy && length) memcpy(copy, text, length);
  return copy;
}

void arena_close(Arena *arena) {
  while (arena->chunks) {
    ArenaChunk *older = arena->chunks->older;
    memory_release(arena->memory, arena->chunks);
    arena->chunks = older;
  }
  arena_open(arena, arena->memory);
}
