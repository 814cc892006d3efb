import { readFile } from 'node:fs/promises';
import type { CocCall } from '../../coc/client.ts';
import { withExactIntegers } from '../../coc/exact-integers.ts';
import { messageOf } from '../../errors.ts';
import { EXIT_FAILED, EXIT_OK } from '../exit-codes.ts';
import { safeText } from '../terminal/safe-text.ts';
import { UsageError } from '../usage-errors.ts';
import { describeOutcome, remedyOf } from './coc-failure.ts';
import { type CocOptions, type CocSession, withCoc } from './coc-session.ts';
import { type GateOptions, passGate } from './gate.ts';
import { hideSensitive } from './hide-sensitive.ts';

interface RawOptions extends CocOptions, GateOptions {
  readonly data?: string;
  readonly query?: readonly string[];
}

/** Methods of a raw call. Only GET counts as reading: whether another one changes something, nobody but COC knows. */
const RAW_METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

/**
 * Makes a call that the user writes, and prints its status and the answer. Returns the exit code.
 *
 * @throws {UsageError} when the path, a query or the body cannot be sent.
 */
export async function sendRawCall(method: string, path: string, options: RawOptions): Promise<number> {
  const call = await readRawCall(method, path, options);
  return withCoc(options, async (session) => {
    if (call.method !== 'GET') {
      const plan = { title: 'send this call to COC', targets: [call.path], calls: [call] };
      const code = await passGate({ ...plan, typed: call.path }, options, session.signal);
      if (code !== undefined) return code;
    }
    return makeCall(session, call);
  });
}

async function makeCall(session: CocSession, call: CocCall): Promise<number> {
  const { outcome, status, body = '' } = await session.call(call);
  if (status === undefined) {
    if (outcome.kind === 'delivered') return EXIT_OK;
    throw new Error(describeOutcome(outcome));
  }
  const remedy = outcome.kind === 'delivered' ? undefined : remedyOf(outcome);
  process.stderr.write(`HTTP ${status}\n${remedy === undefined ? '' : `  -> ${remedy}\n`}`);
  if (body !== '') process.stdout.write(`${printable(body)}\n`);
  const isEmptySuccess = status >= 200 && status < 300 && body.trim() === '';
  return outcome.kind === 'delivered' || isEmptySuccess ? EXIT_OK : EXIT_FAILED;
}

/** JSON without the values of secret parameters, or another text without control characters. */
function printable(body: string): string {
  try {
    return JSON.stringify(hideSensitive(JSON.parse(withExactIntegers(body))), null, 2);
  } catch {
    return body.split(/\r?\n/).map(safeText).join('\n');
  }
}

/** A path of COC: the client sends no other characters. */
const PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.~-]+)+$/;

async function readRawCall(
  method: string,
  typed: string,
  { data, query = [] }: RawOptions,
): Promise<CocCall> {
  const known = RAW_METHODS.find((one) => one === method.toUpperCase());
  if (known === undefined) throw new UsageError(`the method is ${method}; give ${RAW_METHODS.join(', ')}`);
  const [path = '', ...behind] = typed.split('?');
  if (!PATH.test(path))
    throw new UsageError(`the path is ${path}; it begins with / and has only letters, digits and _ . ~ - /`);
  if (known === 'GET' && data !== undefined) throw new UsageError('a GET has no body: leave -d out');
  const pairs = [...new URLSearchParams(behind.join('?')), ...query.map(readPair)];
  const body = data === undefined ? undefined : await readBody(data);
  return {
    ...{ operation: known === 'GET' ? 'other-read' : 'other-change', method: known, path },
    ...(pairs.length > 0 && { query: Object.fromEntries(grouped(pairs)) }),
    ...(body !== undefined && { body }),
    ...{ answersBare: true, keepsBody: true },
  };
}

function readPair(text: string): readonly [string, string] {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === '') throw new UsageError(`--query is ${text}; give name=value`);
  return [name, value];
}

/** Values by name: one that is given several times is a list. */
function grouped(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

async function readBody(data: string): Promise<unknown> {
  const text = data.startsWith('@') ? await readText(data.slice(1)) : data;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`the body is not JSON: ${messageOf(error)}`);
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the body: ${messageOf(error)}`);
  }
}
