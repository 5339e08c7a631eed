import { Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";

export interface ZipFile {
  readonly path: string;
  readonly pieces: AsyncIterable<string>;
}

/** Names are UTF-8, and what is known at its end alone stands behind each file. */
const flags = 0x0808;
const deflated = 8;
/** 1980-01-01, the first day that the format has. */
const day = 33;

/** A ZIP of these files, packed while they are read: nothing is held but the list of them. */
export async function* zip(files: AsyncIterable<ZipFile>): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let at = 0;
  for await (const { path, pieces } of files) {
    const name = Buffer.from(path);
    const start = at;
    const local = Buffer.concat([signature(0x04034b50), commonOf(name, { crc: 0, packed: 0, size: 0 }), name]);
    yield local;
    at += local.length;
    const sums = { crc: 0, packed: 0, size: 0 };
    for await (const chunk of Readable.from(summed(pieces, sums)).compose(createDeflateRaw())) {
      const bytes: Buffer = chunk;
      sums.packed += bytes.length;
      yield bytes;
    }
    const behind = Buffer.concat([signature(0x08074b50), numbers(sums.crc, sums.packed, sums.size)]);
    yield behind;
    at += sums.packed + behind.length;
    const where = Buffer.alloc(14);
    where.writeUInt32LE(start, 10);
    // Made by and for the second version of the format.
    directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), commonOf(name, sums), where, name]));
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(at, 12);
  yield Buffer.concat([entries, signature(0x06054b50), end]);
}

interface Sums {
  crc: number;
  packed: number;
  size: number;
}

async function* summed(pieces: AsyncIterable<string>, sums: Sums): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece);
    sums.crc = crc32(bytes, sums.crc);
    sums.size += bytes.length;
    yield bytes;
  }
}

const signature = (value: number): Buffer => numbers(value);

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 * index);
  return bytes;
}

/** What stands alike before a file and in the directory. */
function commonOf(name: Buffer, { crc, packed, size }: Sums): Buffer {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(flags, 2);
  common.writeUInt16LE(deflated, 4);
  common.writeUInt16LE(day, 8);
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(packed, 14);
  common.writeUInt32LE(size, 18);
  common.writeUInt16LE(name.length, 22);
  return common;
}
