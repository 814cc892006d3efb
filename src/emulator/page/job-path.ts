/** The address of the page of an order. */
export function orderPath(uuid: string): string {
  return `/orders/${encodeURIComponent(uuid)}`;
}

/** The address that the buttons of a script send to. */
export function reviewPath(uuid: string): string {
  return `/scripts/${encodeURIComponent(uuid)}/review`;
}
