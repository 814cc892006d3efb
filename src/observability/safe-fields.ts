/** The fields of a log line as pino gets them, with every error in the form that is fit to be logged. */
export function safeFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? safeError(value) : value]),
  );
}

/**
 * What is logged of an error: its name, code, message, stack, and the message of what caused it. Nothing else: clients
 * hang the request, its headers and their configuration on their errors.
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
