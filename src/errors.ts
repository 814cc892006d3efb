/** Stable codes of the errors that end an operation. Operators and tests match on these, never on texts. */
export type ErrorCode =
  | 'config'
  | 'payload'
  | 'journal.unavailable'
  | 'journal.full'
  | 'journal.locked'
  | 'shutting-down';

/** The base of every error this program throws on purpose. Its message never holds a secret. */
export class AgentError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** One thing that is wrong with a configuration: where, what, and how to mend it. */
export interface ConfigIssue {
  /** Dotted path in the file, e.g. `routes[0].match[1]`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** Where it stands, as `file:line:column`, when it was read from a file. */
  readonly at?: string;
}

/** The configuration cannot be used: the program exits with 2, or keeps the configuration it has. */
export class ConfigError extends AgentError {
  readonly issues: readonly ConfigIssue[];

  constructor(message: string, issues: readonly ConfigIssue[] = [], options?: ErrorOptions) {
    super('config', message, options);
    this.issues = issues;
  }
}

/** This webhook body can never work: answered 400, and kept as a dead letter. */
export class PayloadError extends AgentError {
  constructor(message: string, options?: ErrorOptions) {
    super('payload', message, options);
  }
}

/** Nothing could be stored now: answered 503, so that the sender tries again. */
export class JournalError extends AgentError {
  constructor(
    code: Extract<ErrorCode, 'journal.unavailable' | 'journal.full' | 'journal.locked' | 'shutting-down'>,
    message: string,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
  }
}

/** Whether nothing can be stored any more, whatever is tried: the process must end. */
export function isBrokenJournal(error: unknown): error is JournalError {
  return error instanceof JournalError && error.code === 'journal.unavailable';
}

/** Reads the message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
