/**
 * Formats of tokens, from the vendors' documentation: prefix, alphabet, least length of what follows. Data only. The least lengths are
 * below the real ones, so that a token that was cut is caught too.
 */

/** Names of alphabets, as the inside of a regular expression's character class. */
export const ALPHABETS = {
  word: 'A-Za-z0-9',
  url: 'A-Za-z0-9_-',
  dotted: 'A-Za-z0-9_.-',
  base64: 'A-Za-z0-9+/=_-',
  path: 'A-Za-z0-9/_.@%~+=-',
  any: 'A-Za-z0-9+/=_.:|~%-',
  hex: '0-9A-Fa-f',
  upper: 'A-Z0-9',
  base32: 'A-Z2-7',
  lower: 'a-z0-9',
  lowerUrl: 'a-z0-9_-',
} as const;

export type Alphabet = keyof typeof ALPHABETS;

/** `prefixes` are separated by spaces and case-sensitive; a digit in one matches only itself. `most` demands that the token ends there. */
export type Format = {
  readonly prefixes: string;
  readonly of: Alphabet;
  readonly least: number;
  readonly most?: number;
};

const format = (prefixes: string, of: Alphabet, least: number | readonly [least: number, most: number]): Format =>
  typeof least === 'number' ? { prefixes, of, least } : { prefixes, of, least: least[0], most: least[1] };

export const FORMATS: readonly Format[] = [
  // Source hosts, registries, build services.
  format('ghp_ gho_ ghu_ ghs_ ghr_', 'url', 16),
  format('github_pat_', 'url', 20),
  format(
    'glpat- gldt- glptt- glrt- glft- glimt- glagent- gloas- glsoat- glcbt- glffct- glrtr- _gitlab_session=',
    'dotted',
    16,
  ),
  format('GR1348941', 'url', 16),
  format('npm_', 'word', 24),
  format('pypi-AgEI pypi-', 'url', 24),
  format('rubygems_ CLOJARS_ gto_ dckr_pat_ dckr_oat_ crates_ cio', 'word', 24),
  format('oy2', 'lower', [43, 43]),
  format('AKCp', 'word', 60),
  format('cmVmdGtu', 'base64', 40),
  format('ATATT3 ATCTT3 ATBB ATTA BBDC- ATLT', 'base64', 16),
  format('bkua_ bkct_ bkaj_', 'lower', 24),
  format('CCIPAT_ CCIPRJ_', 'url', 24),
  format('squ_ sqp_ sqa_ sgp_ sgd_ slk_', 'url', 24),
  format('HRKU-', 'url', 20),
  format('vcp_ vci_ vca_ vcr_ vck_ nfp_ nfc_ nfo_ nfb_ nfu_', 'word', 20),
  format('rnd_ ddp_ ddw_ dbtc_ dbts_ dbtu_ vtwn_', 'url', 20),
  format('API-', 'upper', [26, 34]),
  format(
    'bbp_ bbdc_ codecov_ snyk_ sourcery_ circleci_ tfe_ tfc_ okteto_ railway_ cfd_ cfpat_ hcp_ ghe_ sgamp_ ptu_ pta_',
    'word',
    20,
  ),
  format('atlasv1. snyk_uat. sntr', 'base64', 40),
  format('napi_', 'word', 40),
  format('live_ test_', 'word', 28),
  // Models and agents.
  format('sk-proj- sk-svcacct- sk-admin- sk-service- sess-', 'url', 20),
  format('sk-ant- sk-or- sk-lf- pk-lf- sk-helicone- sk-cp-', 'url', 20),
  format('sk-', 'url', 24),
  format('hf_ gsk_ api_org_ r8_ fw_ csk- jina_ nvapi- pplx- tvly- fc- e2b_ tgp_v1_ pcsk_ rpa_ esecret_', 'url', 20),
  format(
    'xai- ctx7sk- lsv2_pt_ lsv2_sk_ ls__ wandb_v1_ bb_live_ bb_test_ llx- voy- pa- dsk- sk_car_ fal_ phc_ phx_ phs_ pha_ lf_',
    'url',
    24,
  ),
  format('bedrock-api-key- ABSK', 'base64', 40),
  // Clouds.
  format('AKIA ASIA ABIA ACCA A3T', 'base32', [16, 17]),
  format('AKIA ASIA ABIA ACCA', 'upper', [16, 16]),
  format('IQoJb3JpZ2lu FwoGZXIvYXdz FQoGZXIvYXdz IQoJb3Jp', 'base64', 20),
  format('AIza', 'url', 30),
  format('ya29. ya29.c. ya29.a0', 'dotted', 20),
  format('GOCSPX- 1//0 4/0A 1/fF', 'url', 20),
  format('LTAI', 'word', [12, 26]),
  format('da2-', 'lower', [26, 26]),
  format('AKID', 'word', [30, 34]),
  format('dop_v1_ doo_v1_ dor_v1_', 'hex', 24),
  format('dp.pt. dp.st. dp.sa. dp.ct. dp.scim. dp.audit. dp.said.', 'dotted', 24),
  format('hvs. hvb. hvr.', 'dotted', 20),
  format('b.AAAAAQ', 'url', 40),
  format('pscale_tkn_ pscale_pw_ pscale_oauth_ pscale_', 'dotted', 20),
  format('cfut_ cfat_ cfk_', 'url', 24),
  format('v1.0-', 'lowerUrl', 60),
  format('FlyV1 fo1_ fm1r_ fm1a_ fm2_', 'any', 30),
  format('dapi dkea dose', 'lowerUrl', [32, 36]),
  format('glsa_ glc_ eyJrIjoi', 'base64', 24),
  format('SCW', 'upper', [17, 17]),
  format('tskey-', 'url', 16),
  format('ops_eyJ', 'base64', 40),
  format('A3-', 'lowerUrl', 24),
  format('sbp_ sb_secret_ sb_publishable_ sbat_', 'url', 20),
  format('pul- pnu_ pnb_ spu- ico- mdb_sa_sk_ mdb_sa_id_ CCDB1_ hcaik_ hcxik_ hcxlk_ hcamk_', 'url', 20),
  format('AzSe', 'base64', 40),
  format('AQVN t1. y0_ y1_ y2_ y3_', 'any', 32),
  format('ycp_ AgAAAA', 'url', 30),
  // Talk, work, design.
  format('xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxc- xoxd- xoxe- xoxe. xapp-', 'any', 12),
  format(
    'lin_api_ lin_oauth_ ntn_ secret_ figd_ figo_ figor_ figoh_ rdme_ tfp_ fio-u- rootly_ retool_ cal_live_ cal_ apify_api_',
    'url',
    24,
  ),
  format('trello_ ATTA', 'word', 32),
  format(
    'sk-us- vf_ plt_ evt_sk_ dg_ lc_ kl_ ck_live_ secret-live- secret-test- project-live- pdc_ pd_ iv_ uat_ spt_ frsh_ chargebee_ live_sk_ test_sk_',
    'url',
    28,
  ),
  format('PMAK- CFPAT- CFPAT_', 'url', 20),
  format('NRAK- NRJS- NRII- NRRA- NRSP- NRIQ- NRBR-', 'url', 18),
  format('sntrys_ sntryu_ sntrya_ sntryi_', 'base64', 24),
  format('dt0c01. dt0s01. dt0s02. dt0s06. dt0s08. dt0s16.', 'dotted', 24),
  format('IGQVJ IGAA', 'url', 60),
  format('SG.', 'dotted', 24),
  format('xkeysib- xsmtpsib-', 'lowerUrl', 24),
  format('key-', 'hex', [32, 32]),
  format('pubkey-', 'hex', [32, 32]),
  format('dG9rOg', 'base64', 30),
  format('pat-na1- pat-na2- pat-eu1- pat-ap1- pat-', 'lowerUrl', 30),
  format(
    'hooks.slack.com/services/ hooks.slack.com/workflows/ hooks.slack.com/triggers/ hooks.zapier.com/hooks/catch/ maker.ifttt.com/trigger/',
    'path',
    10,
  ),
  format(
    'discord.com/api/webhooks/ discordapp.com/api/webhooks/ webhook.office.com/webhookb2/ chat.googleapis.com/v1/spaces/',
    'path',
    20,
  ),
  // Money and shops.
  format(
    'sk_live_ sk_test_ rk_live_ rk_test_ pk_live_ pk_test_ whsec_ sk_prod_ rk_prod_ ak_live_ ak_test_',
    'base64',
    12,
  ),
  format('shpat_ shpca_ shppa_ shpss_ shpua_ shptka_', 'word', 24),
  format('sq0atp- sq0csp- sq0idp-', 'url', 20),
  format('EZAK EZTK', 'word', [54, 54]),
  format('rzp_live_ rzp_test_', 'word', 12),
  format('FLWSECK- FLWSECK_TEST- FLWPUBK- FLWPUBK_TEST-', 'url', 12),
  format(
    'shippo_live_ shippo_test_ duffel_live_ duffel_test_ APP_USR- TEST- pdl_live_apikey_ pdl_sdbx_apikey_',
    'url',
    28,
  ),
  format('access_token$production$ access_token$sandbox$', 'any', 32),
  format('$aact_', 'any', 32),
  format('ramp_id_ ramp_sec_ ramp_tok_ polar_oat_ polar_pat_ secret-token:mercury_production_', 'url', 24),
  format('PAY-SECRET-', 'upper', 40),
  // Feature flags, data, devices.
  format('aio_', 'word', 24),
  format('p8e-', 'hex', 32),
  format('tk-us-', 'url', 40),
  format('s-s4t2ud- u-s4t2ud- s-s4t2af- u-s4t2af-', 'hex', 40),
  format('BBFF- BBUS-', 'word', 24),
  format('VF.DM. VF.WS. VF.', 'dotted', 24),
  format('waka_ waka_sec_', 'lowerUrl', 30),
  format('dnkey-', 'url', 40),
  format('zpka_ unkey_ tr_dev_ tr_prod_ seam_ salad_cloud_ trigger_ nyk_v0_ EDGE_', 'url', 20),
  format('xau_ apk_ pk_', 'url', 32),
  format('AGE-SECRET-KEY-1', 'upper', 24),
  format('LS0tLS1CRUdJTi', 'base64', 24),
  format('sl. sl.u.', 'dotted', 60),
  format('pat.', 'dotted', 30),
  format('sat.', 'dotted', 30),
];

/**
 * Prefixes too short or too frequent to look for: they are compared with the beginning of long runs of token characters. `before` stands
 * before the run.
 */
export const RUN_FORMATS: readonly {
  readonly prefix: string;
  readonly of: Alphabet;
  readonly least: number;
  readonly most: number;
  readonly before?: string;
}[] = [
  { prefix: 'SK', of: 'hex', least: 32, most: 32 },
  { prefix: 'AC', of: 'hex', least: 32, most: 32 },
  { prefix: 'EAA', of: 'word', least: 60, most: 400 },
  { prefix: 'EAAA', of: 'url', least: 56, most: 80 },
  { prefix: 'YC', of: 'url', least: 38, most: 38 },
  { prefix: 'ZXlK', of: 'word', least: 60, most: 4096 },
  { prefix: 'at_', of: 'word', least: 28, most: 80 },
  { prefix: '', of: 'word', least: 24, most: 26, before: 's.' },
];
