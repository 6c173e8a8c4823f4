/**
 * Secrets that are known by their own text: a prefix that its issuer gives to all of a kind, and what follows it. Written
 * down from the issuers' documentation of their formats. Public halves (publishable keys, account numbers) are not here.
 *
 * Invariant: a body is bounded or a plain class, so that no text makes a match slow.
 */

/** A kind of secret: one of the prefixes, as it is spelled, then the body. No letter or digit stands before the prefix. */
export interface Prefixed {
  readonly prefixes: readonly string[];
  /** Of the body, a regular expression; what it matches is a secret together with the prefix. */
  readonly body: string;
  /** No letter or digit stands behind the body. */
  readonly ends: boolean;
}

const LETTERS = '[A-Za-z0-9]';
const WORDS = '[A-Za-z0-9_-]';
const HEX = '[0-9a-f]';

/** A body of this length exactly, or of a range of lengths. */
function exactly(prefixes: string, body: string): Prefixed {
  return { prefixes: prefixes.split(' '), body, ends: true };
}

/** A body of at least this length: all that fits is taken. */
function atLeast(prefixes: string, body: string): Prefixed {
  return { prefixes: prefixes.split(' '), body, ends: false };
}

export const PREFIXED: readonly Prefixed[] = Object.freeze([
  // Clouds
  exactly('AKIA ASIA ABIA ACCA', '[A-Z2-7]{16}'),
  exactly('LTAI', `${LETTERS}{12,26}`),
  exactly('AKID', `${LETTERS}{32}`),
  exactly('AIza', `${WORDS}{35}`),
  exactly('GOCSPX-', `${WORDS}{28}`),
  atLeast('ya29.', '[A-Za-z0-9._-]{20,}'),
  atLeast('1//0', `${WORDS}{40,}`),
  exactly('doo_v1_ dop_v1_ dor_v1_', `${HEX}{64}`),
  atLeast('HRKU-', `${WORDS}{30,}`),
  atLeast('fm1r_ fm2_ fo1_', '[A-Za-z0-9+/_=-]{40,}'),
  exactly('rnd_', `${LETTERS}{32}`),
  exactly('nfp_ nfc_ nfo_ nfb_ nfu_', `${LETTERS}{36}`),
  exactly('v1.0-', `${HEX}{24}-${HEX}{146}`),
  atLeast('pul-', `${HEX}{40}`),
  atLeast('sbp_', `${HEX}{40}`),
  atLeast('sb_secret_', `${WORDS}{20,}`),
  atLeast('pscale_tkn_ pscale_pw_ pscale_oauth_', '[A-Za-z0-9._=-]{32,}'),
  atLeast('napi_', `${LETTERS}{40,}`),
  atLeast('vcp_ vci_ vca_ vcr_ vck_', `${LETTERS}{24,}`),
  // Vaults
  atLeast('hvs. hvb. hvr.', `${WORDS}{24,}`),
  atLeast('dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.', '[A-Za-z0-9._-]{40,}'),
  atLeast('ops_eyJ', `${WORDS}{100,}`),
  exactly('AGE-SECRET-KEY-1', '[02-9AC-HJ-NP-Z]{58}'),
  // Code
  atLeast('ghp_ gho_ ghu_ ghs_ ghr_', `${LETTERS}{36,}`),
  atLeast('github_pat_', '[A-Za-z0-9_]{50,}'),
  atLeast(
    'glpat- gldt- glcbt- glptt- glft- glimt- glagent- gloas- glrt- glrtr- glsoat- glffct- glwt-',
    '[A-Za-z0-9._-]{20,}',
  ),
  atLeast('ATATT3 ATCTT3', '[A-Za-z0-9_=-]{60,}'),
  exactly('ATBB', `${LETTERS}{32}`),
  atLeast('CCIPAT_ CCIPRJ_', '[A-Za-z0-9_]{40,}'),
  exactly('bkua_ bkut_', `${HEX}{40}`),
  atLeast('sgp_', '[A-Za-z0-9_]{40,}'),
  exactly('PMAK-', `${HEX}{24}-${HEX}{34}`),
  // Packages and images
  exactly('npm_', `${LETTERS}{36}`),
  atLeast('pypi-', `${WORDS}{50,}`),
  exactly('rubygems_', `${HEX}{48}`),
  exactly('oy2', '[a-z0-9]{43}'),
  exactly('cio', `${LETTERS}{32}`),
  exactly('CLOJARS_', '[a-z0-9]{60}'),
  atLeast('dckr_pat_ dckr_oat_', `${WORDS}{20,}`),
  atLeast('AKCp', `${LETTERS}{60,}`),
  // Models
  atLeast('sk-', `(?=[A-Za-z_-]{0,64}[0-9])${WORDS}{20,}`),
  exactly('sk_', `${HEX}{48}`),
  atLeast('hf_ api_org_', `${LETTERS}{30,}`),
  exactly('r8_', `${LETTERS}{37}`),
  atLeast('gsk_', `${LETTERS}{40,}`),
  atLeast('xai-', `${LETTERS}{60,}`),
  atLeast('pplx-', `${LETTERS}{40,}`),
  atLeast('nvapi-', `${WORDS}{40,}`),
  atLeast('pcsk_', '[A-Za-z0-9_]{40,}'),
  atLeast('csk-', '[a-z0-9]{40,}'),
  atLeast('tvly-', `${WORDS}{24,}`),
  atLeast('lsv2_pt_ lsv2_sk_', '[0-9a-f_]{40,}'),
  atLeast('dapi', `${HEX}{32}(?:-[0-9])?`),
  // Messages
  atLeast('xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs- xoxe. xapp-', '[A-Za-z0-9.-]{10,}'),
  exactly('SG.', `${WORDS}{16,32}\\.${WORDS}{16,64}`),
  exactly('SK', `${HEX}{32}`),
  exactly('key-', `${HEX}{32}`),
  atLeast('xkeysib- xsmtpsib-', `${HEX}{64}-${LETTERS}{16}`),
  atLeast('EAAA EAAC EAAB EAAG', `${WORDS}{60,}`),
  // Money and shops
  atLeast('sk_live_ sk_test_ rk_live_ rk_test_ sk_prod_ rk_prod_', `${LETTERS}{16,}`),
  atLeast('whsec_', '[A-Za-z0-9+/=]{24,}'),
  exactly('shpat_ shpca_ shppa_ shpss_ shptka_', '[0-9A-Fa-f]{32}'),
  atLeast('sq0atp- sq0csp-', `${WORDS}{22,}`),
  exactly('access_token$production$ access_token$sandbox$', `[0-9a-z]{16}\\$${HEX}{32}`),
  exactly('access-production- access-sandbox- access-development-', `${HEX}{8}-(?:${HEX}{4}-){3}${HEX}{12}`),
  atLeast('FLWSECK-', `${LETTERS}{20,}`),
  atLeast('shippo_live_ shippo_test_', `${HEX}{40}`),
  exactly('EZAK EZTK', `${LETTERS}{54}`),
  // Telemetry
  atLeast('glc_ glsa_', '[A-Za-z0-9+/=_]{32,}'),
  exactly('NRAK-', '[A-Z0-9]{27}'),
  atLeast('NRII- NRJS- NRRA-', `${WORDS}{19,}`),
  atLeast('sntrys_ sntryu_', '[A-Za-z0-9+/=_-]{40,}'),
  atLeast('dt0c01. dt0s16.', '[A-Z0-9]{24}\\.[A-Z0-9]{64}'),
  atLeast('phx_ phs_', `${LETTERS}{40,}`),
  // Work
  atLeast('lin_api_ lin_oauth_', `${LETTERS}{32,}`),
  exactly('secret_', `${LETTERS}{43}`),
  atLeast('ntn_', `${LETTERS}{40,}`),
  atLeast('figd_ figdr_ figu_ figur_', `${WORDS}{36,}`),
  exactly('pat', `${LETTERS}{14}\\.${HEX}{64}`),
  atLeast('CFPAT-', `${WORDS}{40,}`),
  atLeast('tfp_', '[A-Za-z0-9_.-]{40,}'),
  atLeast('sl.', `${WORDS}{120,}`),
  exactly('aio_', `${LETTERS}{28}`),
  exactly('pnu_ pnb_', `${LETTERS}{36}`),
]);
