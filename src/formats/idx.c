/* IDX, the format of the MNIST digits: two zero bytes, a type, the number of axes, each axis's length in four bytes
   (most significant first), then the elements, the last axis changing fastest. The first axis counts the examples:

     n                        labels    1 × Q
     n × d                    vectors   d × Q, one a column
     n × rows × columns       images    R × C × 1 × Q
     n × maps × rows × cols   images    R × C × H × Q

   An image lies row by row in the file and column by column in an array here; rows stay rows. Values stay as they
   are: pixels run from 0 to 255. */
#include "formats/format.h"

/* Element of a type byte; -1: none. */
static int element_of_type(unsigned char type) {
  switch (type) {
    case 0x08: return ELEMENT_U8;
    case 0x09: return ELEMENT_I8;
    case 0x0B: return ELEMENT_I16;
    case 0x0C: return ELEMENT_I32;
    case 0x0D: return ELEMENT_F4;
    case 0x0E: return ELEMENT_F8;
    default: return -1;
  }
}

bool is_idx(const unsigned char *head, size_t length) {
  return length >= 4 && head[0] == 0 && head[1] == 0 && element_of_type(head[2]) >= 0 && head[3] >= 1 &&
         head[3] <= AXES;
}

static Status check_magic(const Input *input, const unsigned char magic[4]) {
  if (magic[0] != 0 || magic[1] != 0 || element_of_type(magic[2]) < 0)
    return input_fail(input,
                      "it is no IDX file: it begins with the bytes %02x %02x %02x %02x, not with 00 00, a type from 08 "
                      "to 0e and the number of axes",
                      magic[0], magic[1], magic[2], magic[3]);
  if (magic[3] < 1 || magic[3] > AXES)
    return input_fail(input, "its header says %d axes, and an array has one to four", magic[3]);
  return OK;
}

static Layout layout_of_images(int rank, const int64_t length[AXES]) {
  return (Layout){.size = {length[rank - 2], length[rank - 1], rank == 4 ? length[1] : 1, length[0]},
                  .axis = {3, 2, 0, 1}};
}

static Layout layout_of_columns(int rank, const int64_t length[AXES]) {
  return (Layout){.size = {rank == 2 ? length[1] : 1, length[0], 1, 1}, .axis = {3, 2, 1, 0}};
}

Status read_idx(Input *input, Value *out) {
  unsigned char magic[4], big[4 * AXES];
  int64_t length[AXES] = {1, 1, 1, 1};
  Status status = input_take(input, magic, sizeof magic, "the header of an IDX file");
  if (status == OK) status = check_magic(input, magic);
  if (status == OK) status = input_take(input, big, (size_t)4 * magic[3], "the header of an IDX file");
  if (status != OK) return status;
  for (int k = 0; k < magic[3]; k++)
    length[k] = (int64_t)big[4 * k] << 24 | big[4 * k + 1] << 16 | big[4 * k + 2] << 8 | big[4 * k + 3];
  Layout layout = magic[3] > 2 ? layout_of_images(magic[3], length) : layout_of_columns(magic[3], length);
  layout.element = (Element)element_of_type(magic[2]);
  layout.big_endian = true;
  return read_array(input, &layout, out);
}
