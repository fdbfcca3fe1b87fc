// A real OpenID provider on 127.0.0.1 for one client: node oidc_provider.mjs PORT REDIRECT_URI SIGNED_OUT_URI
import Provider from "../../maps/assets/vendor/node_modules/oidc-provider/lib/index.js";

const [port, redirect, signedOut] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "tracer",
      client_secret: "a-secret-for-tests-alone",
      redirect_uris: [redirect],
      post_logout_redirect_uris: [signedOut],
    },
  ],
  claims: { openid: ["sub", "groups"], profile: ["preferred_username"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  cookies: { keys: ["for-tests-alone"] },
  // Whoever signs in is called what they typed; what follows a dot is their group.
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: "administrator", groups: [id.split(".")[1] ?? ""] }),
  }),
});
// Its pages ask for a typeface of elsewhere, which no test may do.
provider.use(async (context, next) => {
  await next();
  if (typeof context.body === "string") context.body = context.body.replace(/@import [^;]+;/, "");
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
