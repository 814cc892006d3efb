import { Liquid } from 'liquidjs';
import { ConfigError, messageOf } from '../errors.ts';

/** Length of the longest accepted template, in UTF-16 units. */
export const MAX_TEMPLATE_LENGTH = 8_192;

/** Length of the longest accepted rendered text, in UTF-16 units. COC takes 255 to 600 of them. */
const MAX_OUTPUT_LENGTH = 65_536;

/** Time limit for one rendering, in ms. A usual one takes microseconds. */
const RENDER_LIMIT_MS = 50;

/** Memory limit for one rendering, in elements and characters as the template engine counts them. */
const MEMORY_LIMIT = 500_000;

/**
 * Tags that are disabled, so that a template with them does not compile. There are no files to include, and a
 * counter would outlive its rendering.
 */
const UNSAFE_TAGS = ['include', 'render', 'layout', 'block', 'increment', 'decrement'];

/**
 * Filters that are disabled. `strip_html` takes quadratic time for hostile text, and COC shows plain text
 * anyway.
 */
const UNSAFE_FILTERS = ['strip_html'];

/** Values that a template can read, by name. */
export type TemplateContext = Readonly<Record<string, unknown>>;

/** Result of a rendering. A failure is a value, so that a template never loses an alarm. */
type Rendered =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'failed'; readonly message: string };

/** A compiled template. The rendered text is trimmed. */
export interface Template {
  /** Text of the template, unchanged. */
  readonly source: string;
  /** True for a text without placeholders, which always renders to itself. */
  readonly constant: boolean;
  /** Names of the values that it reads from its context, such as `labels`; each once. */
  readonly variables: readonly string[];
  /** Renders the template. It calls `context` only when there is a placeholder. */
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
 * Compiles a template in Liquid syntax: `{{ labels.team | default: "none" }}`, `{% if severity == "page"
 * %}…{% endif %}`. A text without `{{` and `{%` is a constant. Dates are UTC unless a zone is named.
 *
 * @throws {ConfigError} when the syntax is wrong, a filter or tag is unknown, or the template is too long.
 */
export function compileTemplate(source: string): Template {
  if (!source.includes('{{') && !source.includes('{%')) {
    const rendered: Rendered = { kind: 'text', text: source.trim() };
    return { source, constant: true, variables: [], render: () => rendered };
  }
  const parsed = parse(source);
  const variables = Object.keys(engine.analyzeSync(parsed).globals);
  return { source, constant: false, variables, render: (context) => renderPatiently(parsed, context()) };
}

type Parsed = ReturnType<Liquid['parse']>;

function parse(source: string): Parsed {
  try {
    return engine.parse(source);
  } catch (thrown) {
    const message = `is not a valid template: ${firstLine(thrown)}`;
    const remedy =
      'write {{ labels.team }} or {% if … %}…{% endif %}, with the filters of Liquid; files cannot be included';
    throw new ConfigError(message, [{ message, remedy }], { cause: thrown });
  }
}

/**
 * Renders once more when the time was up. The time may have passed while the process stood still, as on a busy
 * machine or in a pod that has used up its CPU, and no alarm should lose its text for that.
 */
function renderPatiently(parsed: Parsed, context: TemplateContext): Rendered {
  const rendered = render(parsed, context);
  return rendered.kind === 'failed' && rendered.message.includes(TIME_IS_UP)
    ? render(parsed, context)
    : rendered;
}

/** The words of the template engine for a rendering over the time limit. */
const TIME_IS_UP = 'template render limit exceeded';

function render(parsed: Parsed, context: TemplateContext): Rendered {
  try {
    const text = String(engine.renderSync(parsed, context));
    if (text.length > MAX_OUTPUT_LENGTH)
      return { kind: 'failed', message: `renders to more than ${MAX_OUTPUT_LENGTH} characters` };
    return { kind: 'text', text: text.trim() };
  } catch (thrown) {
    return { kind: 'failed', message: firstLine(thrown) };
  }
}

function firstLine(thrown: unknown): string {
  return (messageOf(thrown).split('\n')[0] ?? '').slice(0, 300);
}
