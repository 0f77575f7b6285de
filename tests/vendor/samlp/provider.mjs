// A SAML identity provider for the tests. Its settings come as JSON in its one argument: port, key and cert (its own, PEM),
// ours (our certificate), and options of samlp. Whoever logs in says who they are and at which level in a form.
import { createRequire } from "node:module";

const { port, key, cert, ours, options, modules } = JSON.parse(process.argv[2]);
const require = createRequire(`${modules}/`);
const express = require("express");
const samlp = require("samlp");
const { createPublicKey, randomUUID } = require("node:crypto");

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

// Single logout over HTTP-Redirect. Who has logged in is told by the test: /participant?name=…&session=…&home=…
const participants = [];
const holds = (issuer, sessions, name) => participants.find((each) =>
  each.serviceProviderId === issuer && each.nameId === name && (!sessions || sessions.includes(each.sessionIndex)));
const sessionParticipants = {
  hasElements: () => participants.length > 0,
  getFirst: (done) => done(null, participants[0]),
  get: (issuer, sessions, name, done) => done(null, holds(issuer, sessions, name)),
  remove: (issuer, session, name, done) => {
    const found = holds(issuer, [session], name);
    if (found) participants.splice(participants.indexOf(found), 1);
    done(null, found);
  },
};
const states = new Map();
const store = {
  save: (_req, state, done) => { const key = randomUUID(); states.set(key, state); done(null, key); },
  load: (_req, key, how, done) => {
    const then = done ?? how;
    const state = states.get(key);
    if (done && how.destroy) states.delete(key);
    then(null, state);
  },
  update: (_req, key, state, done) => { states.set(key, state); done(null); },
};
app.get("/participant", (req, res) => {
  participants.push({
    serviceProviderId: req.query.entity, nameId: req.query.name, sessionIndex: req.query.session,
    serviceProviderLogoutURL: req.query.home, cert: ours,
  });
  res.send("ok");
});
app.get("/slo", (req, res, next) => samlp.logout({
  issuer, key, cert, deflate: true, signatureAlgorithm: "rsa-sha256", digestAlgorithm: "sha256",
  protocolBinding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect", sessionParticipants, store, ...options,
})(req, res, next));
app.use((error, _req, res, _next) => res.status(400).send(String(error)));
app.get("/metadata", samlp.metadata({
  issuer, cert, profileMapper: mapper, redirectEndpointPath: "/sso", postEndpointPath: "/sso", logoutEndpointPaths: { redirect: "/slo" },
}));
app.listen(port, "127.0.0.1", () => console.log("ready"));
