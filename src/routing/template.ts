import { Liquid } from 'liquidjs';
import { ConfigError, messageOf } from '../errors.ts';

/** Longest template that is read, in UTF-16 units. */
export const MAX_TEMPLATE_LENGTH = 8_192;

/** Longest text that a template may make, in UTF-16 units. COC takes 255 to 600 of them. */
const MAX_OUTPUT_LENGTH = 65_536;

/** Longest time that one rendering may take, in ms; a usual one takes microseconds. */
const RENDER_LIMIT_MS = 50;

/** What a rendering may allocate, in elements and characters as the template engine counts them. */
const MEMORY_LIMIT = 500_000;

/**
 * Tags that are left out, so that they are errors from the start: there are no files to include, and a counter would
 * outlive the rendering that made it.
 */
const UNSAFE_TAGS = ['include', 'render', 'layout', 'block', 'increment', 'decrement'];

/** Filters that are left out: `strip_html` takes quadratic time for hostile text, and COC shows plain text. */
const UNSAFE_FILTERS = ['strip_html'];

/** What a template reads: values by name. */
export type TemplateContext = Readonly<Record<string, unknown>>;

/** The result of a rendering. A failure is a value: an alarm is never lost because of a template. */
type Rendered =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'failed'; readonly message: string };

/** A text with placeholders, parsed once. The rendered text is trimmed. */
export interface Template {
  /** As it was written. */
  readonly source: string;
  /** True when it holds no placeholder, so that it always renders to itself. */
  readonly constant: boolean;
  /** Asks for what it reads only when it holds a placeholder. */
  readonly render: (context: () => TemplateContext) => Rendered;
}

const engine = createEngine();

function createEngine(): Liquid {
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    parseLimit: MAX_TEMPLATE_LENGTH,
    renderLimit: RENDER_LIMIT_MS,
    memoryLimit: MEMORY_LIMIT,
    timezoneOffset: 0,
    cache: false,
  });
  for (const tag of UNSAFE_TAGS) delete liquid.tags[tag];
  for (const filter of UNSAFE_FILTERS) delete liquid.filters[filter];
  return liquid;
}

/**
 * Parses a template in Liquid syntax: `{{ labels.team | default: "none" }}`, `{% if severity == "page" %}…{% endif %}`.
 * A text without `{{` and `{%` is a constant. Dates are UTC unless a zone is named.
 *
 * @throws {ConfigError} when the syntax is wrong, a filter or tag is unknown, or it is too long.
 */
export function compileTemplate(source: string): Template {
  if (!source.includes('{{') && !source.includes('{%')) {
    const rendered: Rendered = { kind: 'text', text: source.trim() };
    return { source, constant: true, render: () => rendered };
  }
  const parsed = parse(source);
  return { source, constant: false, render: (context) => render(parsed, context()) };
}

type Parsed = ReturnType<Liquid['parse']>;

function parse(source: string): Parsed {
  try {
    return engine.parse(source);
  } catch (thrown) {
    const message = `is not a template: ${firstLine(thrown)}`;
    const remedy =
      'write {{ labels.team }} or {% if … %}…{% endif %}, with the filters of Liquid; files cannot be included';
    throw new ConfigError(message, [{ path: '', message, remedy }], { cause: thrown });
  }
}

function render(parsed: Parsed, context: TemplateContext): Rendered {
  try {
    const text = String(engine.renderSync(parsed, context));
    if (text.length > MAX_OUTPUT_LENGTH)
      return { kind: 'failed', message: `the text is longer than ${MAX_OUTPUT_LENGTH} characters` };
    return { kind: 'text', text: text.trim() };
  } catch (thrown) {
    return { kind: 'failed', message: firstLine(thrown) };
  }
}

function firstLine(thrown: unknown): string {
  return (messageOf(thrown).split('\n')[0] ?? '').slice(0, 300);
}
