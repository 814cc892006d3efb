/**
 * The `n`-th pseudo-random number of the `stream`-th stream of a seed, in [0, 1). It depends only on these
 * three integers. It mixes them with MurmurHash3's finalizer, which is good enough for fault rolls, not for
 * secrets.
 */
export function randomAt(seed: number, stream: number, n: number): number {
  return mix(mix(mix(seed | 0) ^ Math.imul(stream + 1, 0x9e3779b1)) ^ Math.imul(n + 1, 0x85ebca6b)) / 2 ** 32;
}

function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
