import { createEmulator, type Emulator } from '../emulator/emulator.ts';
import { reasonNotToListen } from '../http/listen-error.ts';
import { UsageError } from './usage-errors.ts';

/** Starts an emulator for a command. @throws {UsageError} when it cannot listen on its address. */
export async function startEmulator(
  options: Parameters<typeof createEmulator>[0] & { readonly port: number },
): Promise<Emulator> {
  try {
    return await createEmulator(options);
  } catch (error) {
    if (!isListenFault(error)) throw error;
    const { message, remedy } = reasonNotToListen(error);
    const address = `${options.host ?? '127.0.0.1'}:${options.port}`;
    throw new UsageError(`cannot listen on ${address}: ${message}; ${remedy}`, { cause: error });
  }
}

function isListenFault(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error &&
    'syscall' in error &&
    (error.syscall === 'listen' || error.syscall === 'getaddrinfo')
  );
}
