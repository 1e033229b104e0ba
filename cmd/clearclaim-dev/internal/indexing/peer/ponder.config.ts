// The chain that the bench made, read from the first block of its deployment on.
import { readFileSync } from "node:fs";
import { createConfig } from "ponder";

const made = JSON.parse(readFileSync(process.env.BENCH_CHAIN!, "utf8"));

const contract = (name: string) => ({
  chain: "bench" as const,
  abi: made.contracts[name].abi,
  address: made.contracts[name].address,
  startBlock: made.startBlock,
  endBlock: made.endBlock,
});

export default createConfig({
  database: { kind: "postgres", connectionString: process.env.DATABASE_URL, poolConfig: { max: 30 } },
  chains: { bench: { id: made.chainId, rpc: process.env.BENCH_RPC_URL, pollingInterval: 100 } },
  contracts: {
    Ledger: contract("ledger"),
    Escrow: contract("escrow"),
    Coverages: contract("coverages"),
    Credentials: contract("credentials"),
    Organizations: contract("organizations"),
    Plans: contract("plans"),
    // Two contracts: of two filters of one event, one only is followed.
    TokenOut: { ...contract("token"), filter: { event: "Transfer", args: { from: made.contracts.escrow.address } } },
    TokenIn: { ...contract("token"), filter: { event: "Transfer", args: { to: made.contracts.escrow.address } } },
  },
});
