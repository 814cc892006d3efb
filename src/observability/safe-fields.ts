/** Names that every line has already. A second one would make a line mean two things, or hide the first. */
const TAKEN: ReadonlySet<string> = new Set(['level', 'time', 'msg']);

/** The fields of a log line, with every error reduced to what may be logged, and no name twice. */
export function safeFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      TAKEN.has(name) ? `${name}_` : name,
      value instanceof Error ? safeError(value) : value,
    ]),
  );
}

/**
 * Reduces an error to its name, code, message, stack, and the message of its cause. HTTP clients attach the request, its
 * headers and their configuration to their errors: none of that may be logged.
 */
function safeError(error: Error): Record<string, unknown> {
  const { code } = error as NodeJS.ErrnoException;
  const { cause } = error;
  return {
    name: error.name,
    ...(typeof code === 'string' && { code }),
    message: error.message,
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(cause instanceof Error && { cause: `${cause.name}: ${cause.message}` }),
  };
}
