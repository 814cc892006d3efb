import { STATUS_CODES } from 'node:http';
import type { Answer } from '../call.ts';

/**
 * A refusal by IAM, in Keystone's shape: the code is a number and equals the status.
 *
 * @see IAM API Reference, "Obtaining a User Token Through Password Authentication".
 */
export function keystoneRefusal(status: number, message: string): Answer {
  return { status, json: { error: { code: status, message, title: STATUS_CODES[status] ?? 'Error' } } };
}
