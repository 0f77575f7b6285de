// A SAML identity provider for the tests. Its settings come as JSON in its one argument: port, key and cert (its own, PEM),
// ours (our certificate), and options of samlp. Whoever logs in says who they are and at which level in a form.
import { createRequire } from "node:module";

const { port, key, cert, ours, options, modules } = JSON.parse(process.argv[2]);
const require = createRequire(`${modules}/`);
const express = require("express");
const samlp = require("samlp");
const { createPublicKey } = require("node:crypto");

const issuer = `http://127.0.0.1:${port}`;
const app = express();
app.use(express.urlencoded({ extended: false }));

class Mapper {
  constructor(user) { this.user = user; }
  getClaims() { return this.user.attributes; }
  getNameIdentifier() { return { nameIdentifier: this.user.id }; }
}
Mapper.prototype.metadata = [];
const mapper = Object.assign((user) => new Mapper(user), { prototype: Mapper.prototype });

const answering = (request) => samlp.auth({
  issuer, key, cert,
  signingCert: ours,
  encryptionCert: ours,
  encryptionPublicKey: createPublicKey(ours).export({ type: "spki", format: "pem" }),
  signResponse: true,
  lifetimeInSeconds: 300,
  profileMapper: mapper,
  getUserFromRequest: () => ({ id: request.body.who, attributes: JSON.parse(request.body.attributes) }),
  authnContextClassRef: request.body.acr,
  destination: request.body.home,
  recipient: request.body.home,
  getPostURL: (_audience, _request, _req, done) => done(null, request.body.home),
  ...options,
});

// The request of the service is judged here already, and what it asks for is told.
app.get("/sso", (req, res) => {
  samlp.parseRequest(req, { signingCert: ours }, (error, data) => {
    if (error) res.status(400).send(String(error));
    else res.json(data);
  });
});
app.post("/sso", (req, res, next) => {
  if (req.body.error) {
    samlp.sendError({
      issuer, key, cert, signResponse: true, destination: req.body.home, inResponseTo: req.body.request,
      signatureAlgorithm: "rsa-sha256", digestAlgorithm: "sha256", RelayState: req.query.RelayState,
      error: { code: req.body.error, description: "no" }, getPostURL: (_req, done) => done(null, req.body.home),
    })(req, res, next);
  } else answering(req)(req, res, next);
});
app.get("/metadata", samlp.metadata({ issuer, cert, profileMapper: mapper, redirectEndpointPath: "/sso", postEndpointPath: "/sso" }));
app.listen(port, "127.0.0.1", () => console.log("ready"));
