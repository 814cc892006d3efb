import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

let files = 0;

/** Fills the disk of a directory to the last byte with a file of another program. Returns the path of the file. */
export function fillDisk(directory: string): string {
  const path = join(directory, `foreign-${files++}`);
  const file = openSync(path, 'w');
  try {
    for (const size of [2 ** 20, 4_096]) writeUntilFull(file, Buffer.alloc(size));
  } finally {
    closeSync(file);
  }
  return path;
}

/** Another program that takes every byte as soon as it is free. Returns a function that ends it and removes its file. */
export function keepFilling(directory: string): () => void {
  const path = fillDisk(directory);
  const file = openSync(path, 'a');
  const timer = setInterval(() => writeUntilFull(file, Buffer.alloc(4_096)), 5);
  return () => {
    clearInterval(timer);
    closeSync(file);
    rmSync(path);
  };
}

function writeUntilFull(file: number, chunk: Buffer): void {
  try {
    for (;;) writeSync(file, chunk);
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  }
}
