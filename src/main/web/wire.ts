/** Length-prefixed binary, big-endian, as in PROTOCOL 2. Writers refuse what does not fit; readers refuse what is left over. */

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** Bytes that do not follow the protocol. Carries no part of the input. */
export class Malformed extends Error {
  override readonly name = "Malformed"
}

/** Text as UTF-8 bytes. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** UTF-8 bytes as text; refuses bytes that are not strict UTF-8. */
export function text(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    throw new Malformed("not UTF-8")
  }
}

/** All parts in one array. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Whether both hold the same bytes. For public values: it stops at the first difference. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** Lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** Bytes of lower-case hexadecimal; refuses anything else. */
export function unhex(digits: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/.test(digits)) throw new Malformed("not lower-case hexadecimal")
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

/** Builds one plaintext of a fixed size. */
export class Writer {
  readonly #bytes: Uint8Array
  #at = 0

  /** @param size the whole size in bytes; what is not written stays zero */
  constructor(size: number) {
    this.#bytes = new Uint8Array(size)
  }

  #room(length: number): number {
    const at = this.#at
    if (at + length > this.#bytes.length) throw new Malformed("does not fit")
    this.#at = at + length
    return at
  }

  u8(value: number): this {
    return this.#unsigned(value, 1)
  }

  u16(value: number): this {
    return this.#unsigned(value, 2)
  }

  u32(value: number): this {
    return this.#unsigned(value, 4)
  }

  #unsigned(value: number, length: number): this {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * length)) throw new Malformed("number out of range")
    const at = this.#room(length)
    for (let i = 0; i < length; i++) this.#bytes[at + i] = Math.floor(value / 2 ** (8 * (length - 1 - i))) & 0xff
    return this
  }

  /** Exactly `length` bytes. */
  fixed(bytes: Uint8Array, length: number): this {
    if (bytes.length !== length) throw new Malformed("wrong length")
    this.#bytes.set(bytes, this.#room(length))
    return this
  }

  /** `bytes16` with at most `max` bytes. */
  bytes16(bytes: Uint8Array, max: number): this {
    if (bytes.length > max) throw new Malformed("too long")
    return this.u16(bytes.length).fixed(bytes, bytes.length)
  }

  /** `str16` with at most `max` bytes. */
  str16(value: string, max: number): this {
    return this.bytes16(utf8(value), max)
  }

  /** `str8`: ASCII. */
  str8(value: string): this {
    const bytes = utf8(value)
    return this.u8(bytes.length).fixed(bytes, bytes.length)
  }

  /** Everything written so far, as it is signed. */
  written(): Uint8Array {
    return this.#bytes.slice(0, this.#at)
  }

  /** The whole plaintext, zeros to its size. */
  whole(): Uint8Array {
    return this.#bytes
  }
}

/** Reads one plaintext from front to back. */
export class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The next `length` bytes. */
  fixed(length: number): Uint8Array {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new Malformed("too short")
    const part = this.#bytes.slice(this.#at, end)
    this.#at = end
    return part
  }

  u8(): number {
    return this.#unsigned(1)
  }

  u16(): number {
    return this.#unsigned(2)
  }

  u32(): number {
    return this.#unsigned(4)
  }

  #unsigned(length: number): number {
    return this.fixed(length).reduce((value, byte) => value * 256 + byte, 0)
  }

  /** `bytes16` with at most `max` bytes. */
  bytes16(max: number): Uint8Array {
    const length = this.u16()
    if (length > max) throw new Malformed("too long")
    return this.fixed(length)
  }

  /** `str16` with at most `max` bytes of strict UTF-8. */
  str16(max: number): string {
    return text(this.bytes16(max))
  }

  /** Everything read so far, as it is signed. */
  read(): Uint8Array {
    return this.#bytes.slice(0, this.#at)
  }

  /** Refuses any byte but zero up to the end. */
  zeros(): void {
    if (this.#bytes.subarray(this.#at).some((byte) => byte !== 0)) throw new Malformed("padding is not zero")
    this.#at = this.#bytes.length
  }
}
