import { readFile } from 'node:fs/promises';
import { parameterValue } from '../../coc/calls/script-fields.ts';
import { messageOf } from '../../errors.ts';
import { UsageError } from '../usage-errors.ts';
import type { Script } from './script-text.ts';

/** Values that COC takes. */
const TAKEN = 'COC takes up to 1024 letters, digits, spaces and _ - / . ? : " = + @ { }';

/** A parameter of one run. */
export interface GivenParameter {
  readonly param_name: string;
  readonly param_value: string;
  readonly param_order: number;
}

/** Options that give values of parameters. */
export interface ParameterOptions {
  readonly param?: readonly string[];
  readonly paramFile?: readonly string[];
}

/**
 * Reads the values that were given, by the names of their parameters.
 *
 * @throws {UsageError} when one has no name, comes twice, or names a file that cannot be read.
 */
export async function readGiven({
  param = [],
  paramFile = [],
}: ParameterOptions): Promise<ReadonlyMap<string, string>> {
  const given = new Map<string, string>();
  const add = (option: string, name: string, value: string) => {
    if (name === '') throw new UsageError(`${option} needs name=value`);
    if (given.has(name)) throw new UsageError(`the parameter ${name} is given twice`);
    given.set(name, value);
  };
  for (const text of param) add('--param', ...split(text));
  for (const text of paramFile) {
    const [name, file] = split(text);
    add('--param-file', name, await readValue(file));
  }
  return given;
}

function split(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  return at < 1 ? ['', ''] : [text.slice(0, at), text.slice(at + 1)];
}

async function readValue(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    throw new UsageError(`cannot read the value of a parameter: ${messageOf(error)}`);
  }
}

/**
 * All parameters of a script in their order: with the given values, otherwise with their defaults.
 *
 * @throws {UsageError} when the script has no such parameter, or one has no value.
 */
export function fillParameters(
  { name, script_params }: Pick<Script, 'name' | 'script_params'>,
  given: ReadonlyMap<string, string>,
): readonly GivenParameter[] {
  const defined = [...(script_params ?? [])].sort((a, b) => (a.param_order ?? 0) - (b.param_order ?? 0));
  const names = defined.map(({ param_name }) => param_name);
  const unknown = [...given.keys()].filter((one) => !names.includes(one));
  if (unknown.length > 0)
    throw new UsageError(
      `the script ${name} has no parameter ${unknown.join(', ')}; it has ${names.join(', ') || 'none'}`,
    );
  const missing = defined.filter((one) => isWithoutValue(one, given)).map(({ param_name }) => param_name);
  if (missing.length > 0)
    throw new UsageError(`give a value of ${missing.join(', ')} with --param or --param-file`);
  const filled = defined.map(({ param_name, param_value }, at) => ({
    param_name,
    param_value: given.get(param_name) ?? param_value ?? '',
    param_order: at + 1,
  }));
  const problems = filled.flatMap(({ param_name, param_value }) =>
    (parameterValue.safeParse(param_value).error?.issues ?? []).map(
      ({ message }) => `the value of ${param_name}: ${message} (${TAKEN})`,
    ),
  );
  if (problems.length > 0) throw new UsageError(`not sent: ${problems.join('; ')}`);
  return filled;
}

/** COC shows no value of a sensitive parameter, or stars in place of it. */
function isWithoutValue(
  { param_name, param_value, sensitive }: NonNullable<Script['script_params']>[number],
  given: ReadonlyMap<string, string>,
): boolean {
  if (given.has(param_name)) return false;
  return (
    param_value === null || param_value === undefined || (sensitive === true && /^\**$/.test(param_value))
  );
}
