// Package app puts the roles of a process together: what both programs share.
package app

import "time"

// Every field of a configuration is a flag and an environment variable of the same name.
// A role is asked for what it uses and for nothing else.

// ReadModelConfig is where the database and the chain are: all that the read model needs.
type ReadModelConfig struct {
	DatabaseURL string `env:"DATABASE_URL" required:"" mask:"" help:"PostgreSQL, as a URL."`
	RPCURL      string `name:"eth-rpc-url" env:"ETH_RPC_URL" required:"" mask:"" help:"JSON-RPC of the chain."`
	Finality    string `env:"CLEARCLAIM_FINALITY" default:"tag" help:"When a block is final: instant, tag or depth:N."`
	Deployment  string `env:"CLEARCLAIM_DEPLOYMENT" required:"" help:"File with the contracts' addresses, as 'deploy' wrote it."`
}

// Config is what a role needs that opens records and signs: the keys besides.
type Config struct {
	ReadModelConfig
	KMSKeyset string `name:"kms-keyset" env:"CLEARCLAIM_KMS_KEYSET" required:"" help:"Key file of the local key management service."`
	Blobs     string `env:"CLEARCLAIM_BLOBS" required:"" mask:"" help:"Blob store of encrypted documents, as a URL."`
}

// WorkConfig is what workflows need besides.
type WorkConfig struct {
	TemporalAddress   string `env:"TEMPORAL_ADDRESS" required:"" help:"Temporal frontend, host:port."`
	TemporalNamespace string `env:"TEMPORAL_NAMESPACE" default:"default" help:"Temporal namespace."`
}

// OperationsConfig is for those who operate a role.
type OperationsConfig struct {
	OperationsListen string `env:"CLEARCLAIM_OPERATIONS_LISTEN" help:"Address of /livez, /readyz, /status and /metrics, or off; 127.0.0.1 with port 9464 (serve), 9465 (work) or 9466 (index) where it is not set."`
}

// ServiceConfig is what is promised to those who submit, and what those who read may take.
type ServiceConfig struct {
	ReceiptWithin time.Duration `env:"CLEARCLAIM_RECEIPT_WITHIN" default:"1m" help:"By when an accepted submission's receipt is on the chain."`
	ReadTimeout   time.Duration `env:"CLEARCLAIM_READ_TIMEOUT" default:"10s" help:"After which time a reader's statement in the database is ended."`
}

// ServeConfig is what the API needs besides.
type ServeConfig struct {
	Listen        string   `env:"CLEARCLAIM_LISTEN" default:"127.0.0.1:8080" help:"Address of the API."`
	Issuer        string   `env:"CLEARCLAIM_OIDC_ISSUER" required:"" help:"OpenID Connect issuer of the bearer tokens."`
	Audience      string   `env:"CLEARCLAIM_OIDC_AUDIENCE" default:"clearclaim" help:"Audience that the tokens must name."`
	IssuersFile   string   `env:"CLEARCLAIM_OIDC_ISSUERS" type:"path" help:"JSON file of further issuers, and of service accounts."`
	PublicURL     string   `env:"CLEARCLAIM_PUBLIC_URL" help:"Address of the API as its clients know it; with it organizations sign in by wallet."`
	RateLimits    string   `env:"CLEARCLAIM_RATE_LIMITS" help:"Budgets, operations a second and at once, as in patient=20/100,provider=200/1000."`
	Documents     string   `env:"CLEARCLAIM_DOCUMENTS" type:"existingdir" help:"Folder of trusted GraphQL documents, one *.graphql file each: a request may name one by documentId."`
	IsTrustedOnly bool     `name:"trusted-only" env:"CLEARCLAIM_TRUSTED_ONLY" help:"Answer trusted documents alone."`
	Origins       []string `env:"CLEARCLAIM_ORIGINS" help:"Origins of web pages, as in https://portal.example, that may call the API besides those of its own address."`
	// StreamsOfOne and StreamsInAll bound sockets, and subscriptions as well.
	StreamsOfOne uint `env:"CLEARCLAIM_STREAMS_OF_ONE" default:"200" help:"Sockets, and subscriptions, that one caller may have open at a time."`
	StreamsInAll uint `env:"CLEARCLAIM_STREAMS_IN_ALL" default:"5000" help:"Sockets, and subscriptions, that this process may have open at a time."`
	// DrainDelay is for whoever shares out requests to see that this process is not ready any more.
	DrainDelay       time.Duration `env:"CLEARCLAIM_DRAIN_DELAY" default:"3s" help:"How long requests are still taken after the end was asked for."`
	HasIntrospection bool          `name:"introspection" env:"CLEARCLAIM_INTROSPECTION" help:"Serve the schema and the playground."`
}
