/** Meaning of a refusal, for any call. */
export type Refusal =
  | 'token'
  | 'key-locked'
  | 'signature'
  | 'forbidden'
  | 'throttled'
  | 'no-such-api'
  | 'server'
  | 'server-slow'
  | 'server-entry'
  | 'bad-request'
  | 'gone';

/**
 * Codes of the API gateway by number. `.0201` is missing on purpose: it means a body that is too long or a
 * backend that is down, and the status tells which.
 *
 * @see Huawei Cloud API Gateway User Guide, "Error codes"
 */
const GATEWAY: Readonly<Record<string, Refusal>> = {
  '0101': 'no-such-api',
  '0103': 'server-slow',
  '0104': 'server-slow',
  '0105': 'server-slow',
  '0106': 'bad-request',
  '0301': 'signature',
  '0302': 'forbidden',
  '0303': 'signature',
  '0304': 'forbidden',
  '0306': 'forbidden',
  '0307': 'token',
  '0308': 'throttled',
  '0310': 'forbidden',
  '0401': 'forbidden',
  '0402': 'forbidden',
  '0404': 'forbidden',
  '0501': 'forbidden',
  '0502': 'forbidden',
  '0601': 'server',
  '0602': 'bad-request',
  '0605': 'server-slow',
  '0606': 'server-slow',
  '0607': 'bad-request',
  '0608': 'server-slow',
  '0609': 'server-slow',
  '0610': 'server',
  '0611': 'server-slow',
  '0612': 'server-slow',
  '0613': 'server',
  '0705': 'server-slow',
  '0802': 'forbidden',
};

/**
 * Codes of COC itself.
 *
 * @see COC API Reference, "Error codes"
 */
const SERVICE: Readonly<Record<string, Refusal>> = {
  'COC.00000001': 'bad-request',
  'COC.00010002': 'bad-request',
  'COC.00014002': 'bad-request',
  'COC.00040601': 'bad-request',
  'COC.00040603': 'gone',
  'COC.00040604': 'gone',
  'COC.00040701': 'bad-request',
  'COC.00040709': 'gone',
  'COC.00067003': 'gone',
  'GOM.00007256': 'bad-request',
  'common.00000400': 'bad-request',
  'common.01010001': 'token',
};

const TOKEN_WORDS = /token expires|decrypt token fail|x-auth-token not found|token must be updated/i;
const LOCKED_WORDS = /AK access failed to reach the limit/i;

/** Meaning of a code; undefined for an unknown code, so that the status decides. */
export function refusalOf(code: string | undefined, message: string): Refusal | undefined {
  const text = code ?? '';
  const gateway = /^APIGW?\.(\d{4})$/.exec(text)?.[1];
  const meaning = gateway === undefined ? lookUp(SERVICE, text) : lookUp(GATEWAY, gateway);
  if (code === 'COC.00040701' && /^internal server error\.?$/i.test(message.trim())) return 'server-entry';
  return meaning === 'signature' ? unauthorizedRefusal(message) : meaning;
}

/** Meaning of a 401, by its message. */
export function unauthorizedRefusal(message: string): 'token' | 'key-locked' | 'signature' {
  if (LOCKED_WORDS.test(message)) return 'key-locked';
  return TOKEN_WORDS.test(message) ? 'token' : 'signature';
}

/** True for a code in COC's form, such as `COC.00000001`: COC itself answered, and not a gateway or proxy. */
export function isServiceCode(code: string | undefined): boolean {
  return /^(?:COC|GOM|common)\.\d+$/.test(code ?? '');
}

function lookUp(table: Readonly<Record<string, Refusal>>, code: string): Refusal | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined;
}
