/** Properties of the output that decide how a text is laid out. */
export interface Terminal {
  /** Number of columns; undefined for a pipe or a file, where only monsters are cut. */
  readonly columns: number | undefined;
  /** Number of lines; undefined where the output does not scroll away. */
  readonly rows: number | undefined;
  readonly color: boolean;
}

/** Values of `--color`. */
export const COLOR_CHOICES = ['auto', 'always', 'never'] as const;

/** Options of a command that lays out text. */
export interface LayoutOptions {
  readonly color: (typeof COLOR_CHOICES)[number];
  /** Set to cut only monsters, however narrow the terminal is. */
  readonly wide?: true;
}

/** The parts of an output stream that tell what it is. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Columns below which a table is not readable. A narrower terminal wraps the lines. */
const LEAST_COLUMNS = 40;

/**
 * Finds out how to lay out text for an output. `COLUMNS` gives the width where the output is no terminal. Pure.
 *
 * Colors: `--color` decides, then `FORCE_COLOR` (0 and false mean no), then `NO_COLOR`, then whether the output is a
 * terminal that can show them.
 *
 * @see https://no-color.org and https://force-color.org, read 2026-11
 */
export function terminalOf(
  { color, wide }: LayoutOptions,
  output: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const { isTTY = false, columns, rows } = output;
  const given = /^[1-9]\d{0,3}$/.test(environment.COLUMNS ?? '') ? Number(environment.COLUMNS) : undefined;
  const width = isTTY ? columns || given : given;
  return {
    columns: wide || width === undefined ? undefined : Math.max(LEAST_COLUMNS, width),
    rows: isTTY ? rows : undefined,
    color: color === 'auto' ? showsColor(isTTY, environment) : color === 'always',
  };
}

function showsColor(isTTY: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: none, TERM: type } = environment;
  if (forced !== undefined && forced !== '') return !['0', 'false'].includes(forced);
  if (none !== undefined && none !== '') return false;
  return isTTY && type !== 'dumb';
}

/** Finds out how to lay out what this process prints, by default on standard output. */
export function terminalFor(options: LayoutOptions, output: OutputStream = process.stdout): Terminal {
  return terminalOf(options, output, process.env);
}
