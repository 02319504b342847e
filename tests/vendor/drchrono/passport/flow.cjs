// The published strategy, unchanged, as passport runs it: prints the link for the user, reads from standard input
// where the user's browser was sent, and prints what the strategy made of it.
'use strict';
const readline = require('node:readline');
const Strategy = require('passport-drchrono');

const block = JSON.parse(process.env.BLOCK);
const session = {};

const strategy = new Strategy(
  {
    clientID: block.client_id,
    clientSecret: block.client_secret,
    callbackURL: block.redirect_uri,
    authorizationURL: `${block.base_url}/o/authorize/`,
    tokenURL: `${block.base_url}/o/token/`,
    profileURL: `${block.base_url}/api/users/current`,
    scope: ['user', 'calendar'],
    scopeSeparator: ' ',
    state: true,
  },
  (accessToken, refreshToken, profile, done) => done(null, { accessToken, refreshToken, profile }),
);

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
strategy.redirect = (url) => say({ link: url });
strategy.success = (user) => say(user);
strategy.fail = (why) => say({ failed: why || 'denied' });
strategy.error = (error) => say({ error: String(error) });

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const query = Object.fromEntries(new URL(line).searchParams);
  strategy.authenticate({ query, session, headers: {}, connection: {} }, {});
});
strategy.authenticate({ query: {}, session, headers: {}, connection: {} }, {});
