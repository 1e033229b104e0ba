// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {Encoder} from "../support/Encoder.sol";
import {Fixture} from "../support/Fixture.sol";

/// @notice What a claim costs in a batch of 500 with 3 lines each, 10 providers, each claim of another coverage, in a year
/// that has claims already. Run with --isolate, so that a call costs what a transaction costs.
contract BatchGasTest is Fixture {
    uint32 private constant PROVIDERS = 10;

    function test_Gas_Individual500() public {
        _measure(500, 0, "individual");
    }

    function test_Gas_Family500() public {
        _measure(500, 1, "family");
    }

    function test_Gas_Family512() public {
        _measure(512, 1, "family");
    }

    function test_Gas_Small() public {
        _measure(20, 0, "small");
    }

    function _measure(uint32 count, uint32 familySize, string memory kind) private {
        registerProviders(PROVIDERS);
        fund(100_000_000_00);
        for (uint32 i = 0; i < count; ++i) {
            enrol(_yearOf(i), familySize == 0 ? 0 : 1 + i);
        }
        receiveAndSettle(_batch(count, 1));

        Encoder.Submission[] memory batch = _batch(count, 2);
        IClaimLedger.Submission[] memory submissions = signedAll(batch);
        IClaimLedger.Settlement memory made = settlement(batch);
        IClaimLedger.BatchHeader memory header = headerOf(2, batch);
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, 2, submissions);
        uint256 received = vm.lastCallGas().gasTotalUsed;
        vm.prank(adjudicator);
        ledger.settleBatch(header, made);
        uint256 settled = vm.lastCallGas().gasTotalUsed;

        emit log_named_uint(string.concat(kind, " receive"), received);
        emit log_named_uint(string.concat(kind, " settle"), settled);
        emit log_named_uint(string.concat(kind, " a claim"), (received + settled) / count);
        assertLe(settled, 1 << 24, "settlement in one transaction");
    }

    function _yearOf(uint256 i) private pure returns (uint64) {
        return uint64((i + 1) << 54) | uint64(uint256(keccak256(abi.encode(i))) >> 202);
    }

    function _batch(uint256 count, uint256 seed) private pure returns (Encoder.Submission[] memory batch) {
        batch = new Encoder.Submission[](PROVIDERS);
        uint256 next = 0;
        for (uint32 p = 0; p < PROVIDERS; ++p) {
            uint256 size = count / PROVIDERS + (p < count % PROVIDERS ? 1 : 0);
            batch[p] = Encoder.Submission({provider: p + 1, claims: new Encoder.Claim[](size)});
            for (uint256 i = 0; i < size; ++i) {
                batch[p].claims[i] = _claim(next++, seed);
            }
        }
    }

    function _claim(uint256 i, uint256 seed) private pure returns (Encoder.Claim memory made) {
        made = claim(_yearOf(i), seed * 10_000 + i, line(0, 0, 0));
        made.lines = new Encoder.Line[](3);
        uint40 amount = uint40(100_00 + uint256(keccak256(abi.encode(i, seed))) % 50_00);
        made.lines[0] = line(amount + 40_00, amount, 0);
        made.lines[1] = line(80_00, 62_50, 1);
        made.lines[2] = line(amount, amount - 33, 3);
    }
}
