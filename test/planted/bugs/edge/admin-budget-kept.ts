import { bodyBudget as original } from '../../../../src/http/body-budget.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/http/body-budget.ts';

export const bodyBudget: typeof original = (maxBytes) =>
  changed(original(maxBytes), { give: () => undefined });
