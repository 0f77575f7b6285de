// An OpenID Connect provider for the tests. Its settings come as JSON in its one argument: port, keys (JWKs), clients.
// Whoever logs in says who they are and at which level in a form; a real provider would ask for proof.
import { createServer } from "node:http";
import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";

const { port, keys, clients, modules } = JSON.parse(process.argv[2]);
const { Provider } = await import(pathToFileURL(`${modules}/oidc-provider/lib/index.js`).href);
const issuer = `http://127.0.0.1:${port}`;
const NUMBER = "https://id.oidc.se/claim/personalIdentityNumber";

const provider = new Provider(issuer, {
  clients,
  jwks: { keys },
  cookies: { keys: ["only for the tests"] },
  acrValues: ["http://id.elegnamnden.se/loa/1.0/loa2", "http://id.elegnamnden.se/loa/1.0/loa3"],
  claims: { openid: ["sub"], acr: null, auth_time: null, sid: null, number: [NUMBER], staff: ["employeeHsaId"] },
  scopes: ["openid", "number", "staff"],
  conformIdTokenClaims: true,
  features: {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => { ctx.body = form; },
      postLogoutSuccessSource: (ctx) => { ctx.body = "logged out"; },
    },
  },
  // The provider refuses to post to this machine, where the whole test is.
  fetch: (address, options) => fetch(address, { ...options, dispatcher: undefined }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, who) => ({
    accountId: who,
    claims: () => ({
      sub: createHash("sha256").update(who).digest("hex"),
      ...(who.startsWith("SE") ? { employeeHsaId: who } : { [NUMBER]: who }),
    }),
  }),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid number staff");
    grant.addOIDCClaims([NUMBER, "employeeHsaId"]);
    await grant.save();
    return grant;
  },
});

for (const name of ["backchannel.error", "server_error"]) {
  provider.on(name, (ctx, error) => console.log(name, error.message, error.cause));
}
const answered = provider.callback();
createServer(async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answered(request, response);
  if (request.method === "GET") return response.end("<form method='post'><input name='who'><input name='acr'></form>");
  let body = "";
  for await (const part of request) body += part;
  const given = new URLSearchParams(body);
  const result = given.get("who")
    ? { login: { accountId: given.get("who"), acr: given.get("acr") } }
    : { error: "access_denied", error_description: "cancelled" };
  try {
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  } catch (error) {
    response.statusCode = 400;
    response.end(error.name);
  }
}).listen(port, "127.0.0.1", () => console.log("ready"));
