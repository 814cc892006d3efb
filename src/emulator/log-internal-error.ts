import type { Backend } from './backend.ts';

/** Logs a mistake of the emulator itself. */
export function logInternalError({ log }: Pick<Backend, 'log'>, thrown: unknown): void {
  log(`internal error of the emulator: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
}
