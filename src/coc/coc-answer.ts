import { headOf } from '../alerts/head-of.ts';
import { cleanLine } from './clean-text.ts';
import { withExactIntegers } from './exact-integers.ts';
import type { HttpAnswer } from './exchange.ts';

/** Content of an answer in one form, whether it came from COC, the gateway or IAM. */
export interface CocAnswer {
  /** Body of the answer, if it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** Body of the answer, if it is JSON. Integers that a number can not hold exactly are texts. */
  readonly value: unknown;
  /** Code of COC or the gateway, such as `COC.00000001`; undefined without one. */
  readonly code: string | undefined;
  readonly message: string;
  readonly requestId: string | undefined;
}

const CODE_KEYS = ['error_code', 'errorCode', 'code'];
const MESSAGE_KEYS = ['error_msg', 'errorMessage', 'message', 'msg', 'encoded_authorization_message'];
const REQUEST_ID_HEADERS = ['x-request-id', 'x-iam-trace-id'];
/** COC's code for success is 0, in any number of digits and after any prefix. */
const OK_CODE = /^(?:[A-Za-z]+\.)?0+$/;

/**
 * Reads an answer. Any bytes are readable.
 *
 * @see COC API Reference, "Status codes" and "Error codes"; API Gateway, "Error codes"; IAM, "Error codes"
 */
export function readCocAnswer(answer: Pick<HttpAnswer, 'headers' | 'body' | 'truncated'>): CocAnswer {
  const value = answer.truncated ? undefined : jsonValue(answer.body);
  const json = isObject(value) ? value : undefined;
  const nested = json && isObject(json.error) ? json.error : undefined;
  const words = nested ?? json;
  const code = words && firstText(words, CODE_KEYS);
  return {
    json,
    value,
    code,
    message: (words && firstText(words, MESSAGE_KEYS)) ?? (json ? '' : headOf(answer.body, 2_048)),
    requestId: requestIdOf(answer.headers, json),
  };
}

/** True for a success: no code, or one of the forms of COC's 0, such as `COC.00000000`. */
export function isSuccess(code: string | undefined): boolean {
  return code === undefined || OK_CODE.test(code);
}

/** True for a JSON object: neither null nor a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(withExactIntegers(text));
  } catch {
    // A web page or nothing at all, mostly.
    return undefined;
  }
}

function firstText(words: Readonly<Record<string, unknown>>, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = Object.hasOwn(words, key) ? words[key] : undefined;
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function requestIdOf(headers: HttpAnswer['headers'], json: CocAnswer['json']): string | undefined {
  const header = REQUEST_ID_HEADERS.map((name) => headers[name]).find((value) => value !== undefined);
  const value = header ?? json?.request_id;
  return typeof value === 'string' && value !== '' ? headOf(cleanLine(value), 128) : undefined;
}
