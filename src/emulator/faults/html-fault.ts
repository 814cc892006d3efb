import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { textMessage } from '../outgoing.ts';
import { type FaultPlan, sendInstead } from './fault-plan.ts';

/** Answers an HTML page, as a proxy or a captive portal does. */
export const htmlFaultSchema = z.strictObject({
  type: z.literal('html'),
  status: z.int().min(200).max(599).default(200),
  commit: z.boolean().default(false).meta({ description: 'true processes the call first.' }),
});

/** Plans an HTML fault. */
export function planHtmlFault(fault: z.output<typeof htmlFaultSchema>): FaultPlan {
  return sendInstead(fault.commit, textMessage(fault.status, 'text/html', htmlPage(fault.status)));
}

/** The page that a proxy shows for a status. */
export function htmlPage(status: number): string {
  const title = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center></body>\r\n</html>\r\n`;
}
