/**
 * Small arrays for hot paths: counters, and what parts leave for one another. V8 keeps typed arrays of up to 64 bytes among its own
 * objects, which move, and looks for them at each use; one on a buffer of its own stays where it is, and its address is compiled in.
 */
export function intRegisters(length: number): Int32Array {
  return new Int32Array(new ArrayBuffer(length * 4));
}

export function doubleRegisters(length: number): Float64Array {
  return new Float64Array(new ArrayBuffer(length * 8));
}
