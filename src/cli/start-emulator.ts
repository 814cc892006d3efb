import { createEmulator, type Emulator } from '../emulator/emulator.ts';
import { ListenError } from '../http/listen-error.ts';

/** Starts an emulator for a command. @throws {ListenError} when it cannot listen on its address. */
export async function startEmulator(
  options: Parameters<typeof createEmulator>[0] & { readonly port: number },
): Promise<Emulator> {
  try {
    return await createEmulator(options);
  } catch (error) {
    if (!isListenFault(error)) throw error;
    throw new ListenError(`${options.host ?? '127.0.0.1'}:${options.port}`, error);
  }
}

function isListenFault(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error &&
    'syscall' in error &&
    (error.syscall === 'listen' || error.syscall === 'getaddrinfo')
  );
}
