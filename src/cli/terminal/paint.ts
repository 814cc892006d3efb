/** Look of a text: how much it asks for attention. */
export type Tone = 'alarm' | 'warning' | 'strong' | 'heading';

/**
 * Codes of each tone (ECMA-48, SGR). Red and magenta are the only colors of the basic sixteen that are readable on
 * black as well as on white. No meaning hangs on a color alone: the words say the same.
 */
const CODES: Readonly<Record<Tone, readonly [on: string, off: string]>> = {
  alarm: ['1;31', '22;39'],
  warning: ['35', '39'],
  strong: ['1', '22'],
  heading: ['1', '22'],
};

/** Paints a text in a tone. Spaces around it are left alone. */
export function paint(text: string, tone: Tone | undefined, color: boolean): string {
  if (!color || tone === undefined || text.trim() === '') return text;
  const [on, off] = CODES[tone];
  return text.replace(/\S(?:.*\S)?/su, (inner) => `\u001b[${on}m${inner}\u001b[${off}m`);
}

/** Tone of an alarm's level. */
export function toneOfLevel(level: string): Tone | undefined {
  if (level === 'Critical') return 'alarm';
  return level === 'Major' ? 'warning' : undefined;
}
