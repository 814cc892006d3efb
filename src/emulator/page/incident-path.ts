/** The address of the page of an incident. */
export function incidentPath(incidentNum: string): string {
  return `/incidents/${encodeURIComponent(incidentNum)}`;
}
