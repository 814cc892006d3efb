import type { Answer } from '../call.ts';

/** Number of the COC service in its answers. */
const PROVIDER_CODE = '049';

/** The code of success of the incident API. */
export const INCIDENT_SUCCESS = 'GOM.00000000';

/** Code and text for a body that is not a JSON object. */
export const UNREADABLE = ['common.00000400', 'The request body is invalid.'] as const;

/** The code of a refused parameter of the incident API. */
export const REFUSED_PARAMETER = 'GOM.00007256';

/**
 * COC's envelope of a success, status 200.
 *
 * @see COC API Reference, the response tables of "Custom Event Reporting" and "Creating an Incident".
 */
export function cocSuccess(errorCode: string, errorMsg: string | null, payload: unknown): Answer {
  return {
    status: 200,
    json: { provider_code: PROVIDER_CODE, error_code: errorCode, error_msg: errorMsg, data: payload },
  };
}

/** COC's envelope of a refusal: the same without `data`. */
export function cocRefusal(status: number, errorCode: string, errorMsg: string): Answer {
  return { status, json: { provider_code: PROVIDER_CODE, error_code: errorCode, error_msg: errorMsg } };
}

/**
 * The refusal of a custom event or of a list of war rooms, which has `data: null`, and a text of at most 256 characters for an
 * event.
 *
 * @see COC API Reference 2.0, the examples of 4.4.3 and table 4-91
 */
export function nullRefusal(status: number, errorCode: string, errorMsg: string, longest = 256): Answer {
  return {
    status,
    json: {
      provider_code: PROVIDER_CODE,
      error_code: errorCode,
      error_msg: errorMsg.slice(0, longest),
      data: null,
    },
  };
}

/** The answer for an incident that does not exist or is not visible yet. */
export const incidentNotFound: Answer = cocRefusal(400, 'COC.00067003', 'The ticket does not exist.');

/** COC's answer to a body that is not a JSON object. */
export const unreadableBody: Answer = cocRefusal(400, ...UNREADABLE);

/** COC's answer to a body whose content type is not JSON. */
export const unsupportedContentType: Answer = cocRefusal(
  415,
  'common.00000400',
  'The content type is not supported.',
);

/** The code of a refused parameter of the APIs without an envelope. The reference names none for it. */
export const BAD_PARAMETER = 'COC.00010002';

/**
 * The refusal of the APIs for resources, scripts, orders and patches, which has no envelope.
 *
 * @param errorCode - 8 to 36 characters
 * @see COC API Reference, the tables of the answers 400 in 4.1 to 4.3.
 */
export function plainRefusal(errorCode: string, errorMsg: string, status: 400 | 500 = 400): Answer {
  return { status, json: { error_code: errorCode, error_msg: errorMsg.slice(0, 512) } };
}
