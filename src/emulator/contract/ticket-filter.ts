import { z } from 'zod';

const operators = ['in', 'like', 'startwith', 'endwith', '=', '!=', '>', '<'] as const;

/**
 * One filter of the incident list. It passes when `operator` holds for one of the values, or for all with
 * `!=`.
 */
export const ticketFilterSchema = z.object({
  field: z.string().min(1),
  operator: z.enum(operators),
  values: z.array(z.union([z.string(), z.number(), z.boolean()])),
});

/** One filter of the incident list, after validation. */
export type TicketFilter = z.output<typeof ticketFilterSchema>;

type Ticket = Readonly<Record<string, unknown>>;

/**
 * Checks a ticket against a text filter.
 *
 * @see COC API Explorer, "ListIncidents": string_filters.
 */
export function passesText(ticket: Ticket, filter: TicketFilter): boolean {
  const actual = String(fieldOf(ticket, filter.field));
  const values = filter.values.map(String);
  switch (filter.operator) {
    case 'in':
    case '=':
      return values.includes(actual);
    case '!=':
      return !values.includes(actual);
    case 'like':
      return values.some((value) => actual.toLowerCase().includes(value.toLowerCase()));
    case 'startwith':
      return values.some((value) => actual.startsWith(value));
    case 'endwith':
      return values.some((value) => actual.endsWith(value));
    case '>':
      return values.some((value) => actual > value);
    case '<':
      return values.some((value) => actual < value);
  }
}

/**
 * Checks a ticket against a number filter, such as one on `create_time` (ms). Text operators compare as text.
 *
 * @see COC API Explorer, "ListIncidents": int_filters.
 */
export function passesNumber(ticket: Ticket, filter: TicketFilter): boolean {
  const actual = Number(fieldOf(ticket, filter.field));
  const values = filter.values.map(Number);
  switch (filter.operator) {
    case '>':
      return values.some((value) => actual > value);
    case '<':
      return values.some((value) => actual < value);
    case '=':
    case 'in':
      return values.includes(actual);
    case '!=':
      return !values.includes(actual);
    default:
      return passesText(ticket, filter);
  }
}

function fieldOf(ticket: Ticket, field: string): unknown {
  return Object.hasOwn(ticket, field) ? (ticket[field] ?? '') : '';
}
