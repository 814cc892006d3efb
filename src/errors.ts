/** Stable codes of the agent's errors. Operators and tests match on these, never on messages. */
export type ErrorCode =
  | 'config'
  | 'payload'
  | 'journal.unavailable'
  | 'journal.full'
  | 'journal.locked'
  | 'journal.copied'
  | 'shutting-down';

/** Base class of every error that the agent throws on purpose. A message never holds a secret. */
class AgentError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** One fault of a configuration: its place, what is wrong, and the remedy. */
export interface ConfigIssue {
  /** Dotted path in the file, such as `routes[0].match[1]`; absent when the fault is not at one key. */
  readonly path?: string;
  readonly message: string;
  readonly remedy?: string;
  /** Place as `file:line:column`, when it was read from a file. */
  readonly at?: string;
}

/**
 * Unusable configuration: at a start the agent exits with 2; at a reload it keeps the current configuration.
 */
export class ConfigError extends AgentError {
  readonly issues: readonly ConfigIssue[];

  constructor(message: string, issues: readonly ConfigIssue[] = [], options?: ErrorOptions) {
    super('config', message, options);
    this.issues = issues;
  }
}

/** Unreadable webhook body: answered 400, and kept as a dead letter. Sending it again would not help. */
export class PayloadError extends AgentError {
  constructor(message: string, options?: ErrorOptions) {
    super('payload', message, options);
  }
}

/** Nothing can be stored now: answered 503, so that the sender tries again. */
export class JournalError extends AgentError {
  constructor(code: Exclude<ErrorCode, 'config' | 'payload'>, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** True when the journal is broken for good: the process must end. */
export function isBrokenJournal(error: unknown): error is JournalError {
  return error instanceof JournalError && error.code === 'journal.unavailable';
}

/** True when the disk has no room now. The same may succeed later. */
export function isFullJournal(error: unknown): boolean {
  return error instanceof JournalError && error.code === 'journal.full';
}

/** True when the data directory is a copy that nobody has adopted: the same start gives the same result. */
export function isCopiedJournal(error: unknown): boolean {
  return error instanceof JournalError && error.code === 'journal.copied';
}

/** Returns the message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
