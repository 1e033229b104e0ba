// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Dice} from "../support/Dice.sol";
import {Encoder} from "../support/Encoder.sol";
import {Settling} from "../support/Settling.sol";

/// @notice Random plans, coverages and batches: each settlement is compared with {Reference} in everything, see {Settling}.
contract SettleReferenceTest is Settling {
    using Dice for Dice.Cup;

    uint256 private constant COVERAGES = 6;

    function testFuzz_Settle_EqualsReference(uint256 seed) public {
        Dice.Cup memory cup = Dice.Cup(seed);
        _setUpWorld(cup);
        for (uint256 i = 0; i < 2; ++i) {
            Encoder.Submission[] memory batch = _batch(cup);
            uint32 sequence = receiveInOrder(batch);
            vm.warp(headers[sequence].receivedAt + cup.roll(cup.once(2) ? 1 days : 120 days));
            settleReceived(sequence, batch);
        }
    }

    /// @dev Plans 2 and 3 without an extension, 4 with one; coverages of all of them, in families and alone, two to an extension.
    function _setUpWorld(Dice.Cup memory cup) private {
        publish(cup.plan(false));
        publish(cup.plan(false));
        publish(cup.plan(true));
        for (uint64 i = 1; i <= COVERAGES; ++i) {
            uint32 plan = uint32(cup.between(2, 4));
            enrol(i, plan, uint32(cup.roll(3)), plan == 4 ? uint64(cup.between(1, 2)) : 0);
        }
        setValidity(2, span(DAY - 10, DAY + 20));
        setValidity(3, (span(DAY + 10, END_DAY) << 96) | span(START_DAY, DAY - 3));
    }

    function _batch(Dice.Cup memory cup) private returns (Encoder.Submission[] memory batch) {
        batch = new Encoder.Submission[](cup.between(1, 4));
        for (uint256 i = 0; i < batch.length; ++i) {
            batch[i].provider = uint32(cup.between(1, PROVIDERS));
            batch[i].claims = new Encoder.Claim[](cup.between(1, 4));
            for (uint256 j = 0; j < batch[i].claims.length; ++j) {
                batch[i].claims[j] = _claim(cup);
            }
        }
    }

    function _claim(Dice.Cup memory cup) private returns (Encoder.Claim memory made) {
        made = claim(uint64(cup.between(1, COVERAGES)), nextSeed(), line(0, 0, 0));
        if (cup.once(15)) made.coverageYear = 99;
        made.serviceDay = uint24(cup.between(DAY - 20, DAY + 25));
        if (cup.once(15)) made.serviceDay = cup.once(2) ? START_DAY - 1 : END_DAY;
        made.isBare = cup.once(12);
        made.isFilingExcused = cup.once(4);
        if (cup.once(2)) made.authorization = keccak256(abi.encode("authorization", made.contentHash));
        if (cup.once(2)) made.evidence = keccak256(abi.encode("evidence", made.contentHash));
        if (cup.once(3)) made.reasonsHash = 0;
        made.lines = new Encoder.Line[](cup.once(5) ? cup.between(4, 15) : cup.between(1, 3));
        if (cup.once(25)) _empty(made);
        for (uint256 i = 0; i < made.lines.length; ++i) {
            made.lines[i] = _line(cup);
        }
        if (cup.once(3)) made.priors = _priors(cup, made.lines);
    }

    /// @dev What prior payers left of the lines, once in a while more than was charged.
    function _priors(Dice.Cup memory cup, Encoder.Line[] memory lines)
        private
        pure
        returns (Encoder.Prior[] memory priors)
    {
        priors = new Encoder.Prior[](lines.length);
        for (uint256 i = 0; i < lines.length; ++i) {
            priors[i].paid = cup.amount(lines[i].charge);
            priors[i].owed = cup.amount(lines[i].charge - priors[i].paid);
            if (cup.once(3)) priors[i].owed = lines[i].charge - priors[i].paid;
            if (cup.once(40)) ++priors[i].owed;
            if (!cup.once(4)) priors[i].allowed = cup.amount(300_00);
        }
    }

    /// @dev Without lines there is no word that could announce facts.
    function _empty(Encoder.Claim memory made) private pure {
        made.lines = new Encoder.Line[](0);
        (made.reasonsHash, made.authorization, made.evidence, made.isFilingExcused) = (0, 0, 0, false);
    }

    function _line(Dice.Cup memory cup) private pure returns (Encoder.Line memory made) {
        made.charge = cup.amount(300_00);
        made.units = uint16(cup.between(1, 20));
        made.allowed = cup.once(40) ? made.charge + 1 : cup.amount(made.charge);
        if (cup.once(20)) made.allowed = 0;
        made.class = uint8(cup.once(20) ? 255 : cup.roll(3));
        if (cup.once(25)) made.class = uint8(cup.roll(7));
    }
}
