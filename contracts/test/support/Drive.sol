// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {Encoder} from "./Encoder.sol";
import {Reviewed} from "./Reviewed.sol";

/// @notice Acts chosen at random among those that are allowed. Each says whether there was anything to act on.
abstract contract Drive is Reviewed {
    uint32 internal constant PROVIDERS = 3;

    uint256[] internal received; // claim numbers, of all batches
    uint256[] internal openClaims; // those of them without a determination, in no order
    uint256[] internal standingClaims; // those with one that stands, in no order
    mapping(uint256 number => uint256) private _positions; // in one of both, from 1
    uint32[] internal batches; // of the gateway and of providers
    uint256 private _settledCount; // of batches, which are settled in order
    mapping(uint256 number => bool) internal wasReviewed; // by a panel: what it ruled binds
    uint256 private _contents;

    /*//////////////////////////////////////////////////////////////////////////
                                       CLAIMS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Of some providers, one to three claims each.
    function submitSome(uint256 seed) internal returns (bool) {
        Encoder.Submission[] memory submissions = new Encoder.Submission[](1 + seed % PROVIDERS);
        for (uint32 i = 0; i < submissions.length; ++i) {
            submissions[i] = Encoder.Submission(PROVIDERS - i, randomClaims(next(seed, i)));
        }
        post(submissions);
        return true;
    }

    function submitOwn(uint256 seed) internal returns (bool) {
        postOwn(uint32(1 + seed % PROVIDERS), randomClaims(next(seed, 0)));
        return true;
    }

    function keep(uint32 batch, Encoder.Submission[] memory submissions) internal override {
        super.keep(batch, submissions);
        batches.push(batch);
    }

    function keepClaim(uint256 number, uint32 provider, Encoder.Claim memory made) internal virtual override {
        super.keepClaim(number, provider, made);
        received.push(number);
        insert(openClaims, number);
    }

    function keepDetermination(uint256 number, IClaimLedger.Opening memory opening, uint256 interest)
        internal
        virtual
        override
    {
        if (versionOf[number] == 0) remove(openClaims, number);
        super.keepDetermination(number, opening, interest);
        insert(standingClaims, number);
    }

    function bookReversal(uint256 number, bytes memory data) internal virtual override {
        super.bookReversal(number, data);
        remove(standingClaims, number);
    }

    function insert(uint256[] storage list, uint256 number) private {
        list.push(number);
        _positions[number] = list.length;
    }

    function remove(uint256[] storage list, uint256 number) private {
        uint256 last = list[list.length - 1];
        list[_positions[number] - 1] = last;
        _positions[last] = _positions[number];
        list.pop();
    }

    /// @dev The oldest batch: some claims bare, some with a fault, for which they are left out.
    function settleSome(uint256 seed) internal returns (bool) {
        for (; _settledCount < batches.length; ++_settledCount) {
            uint32 batch = batches[_settledCount];
            if (headers[batch].settledAt != 0) continue;
            settleAs(batch, withFaults(submissionsOf(batch), seed));
            return true;
        }
        return false;
    }

    function withFaults(Encoder.Submission[] memory submissions, uint256 seed)
        internal
        pure
        returns (Encoder.Submission[] memory)
    {
        for (uint256 i = 0; i < submissions.length; ++i) {
            for (uint256 j = 0; j < submissions[i].claims.length; ++j) {
                seed = next(seed, j);
                Encoder.Claim memory made = submissions[i].claims[j];
                if (seed % 8 < 2) made.isBare = true;
                if (seed % 8 == 2) made.lines[0].allowed = made.lines[0].charge + 1;
                if (seed % 8 == 3) made.lines[made.lines.length - 1].class = 200;
            }
        }
        return submissions;
    }

    function decideSome(uint256 seed) internal returns (bool) {
        uint256 number = find(openClaims, seed, isLeft);
        if (number == 0) return false;
        decide(number, reallowed(number, seed));
        return true;
    }

    function reverseSome(uint256 seed) internal returns (bool) {
        uint256 number = find(standingClaims, seed, isUndoable);
        if (number == 0) return false;
        reverse(number);
        return true;
    }

    function replaceSome(uint256 seed) internal returns (bool) {
        uint256 replaced = find(standingClaims, seed, isUndoable);
        if (replaced == 0) return false;
        replaceBy(replaced, seed);
        return true;
    }

    function replaceBy(uint256 replaced, uint256 seed) internal {
        uint256 number = leaveFor(providerOf[replaced], replacing(replaced, 1, randomClaim(next(seed, 1))));
        correct(number, claimAs(number), replaced);
    }

    function voidSome(uint256 seed) internal returns (bool) {
        uint256 voided = find(standingClaims, seed, isUndoable);
        if (voided == 0) return false;
        voidNow(voided);
        return true;
    }

    function voidNow(uint256 voided) internal {
        uint256 number = leaveFor(providerOf[voided], voiding(voided, 1e9 + ++_contents));
        correct(number, claimAs(number), voided);
    }

    /// @dev Past the appeals.
    function redetermineSome(uint256 seed) internal returns (bool) {
        uint256 number = find(standingClaims, seed, isReviewable);
        if (number == 0) return false;
        redetermine(number, reallowed(number, seed));
        return true;
    }

    /// @dev Received and left by its settlement.
    function leaveFor(uint32 provider, Encoder.Claim memory made) internal returns (uint256 number) {
        Encoder.Submission[] memory submissions = one(provider, one(made));
        uint32 batch = post(submissions);
        submissions[0].claims[0].isBare = true;
        settleAs(batch, submissions);
        return numberOf(batch, 0);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      CHOICES
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev A claim that fits, from a random one on; zero for none.
    function find(uint256[] storage list, uint256 seed, function(uint256) view returns (bool) fits)
        internal
        view
        returns (uint256)
    {
        uint256 length = list.length;
        for (uint256 i = 0; i < length; ++i) {
            uint256 number = list[((seed >> 32) + i) % length];
            if (fits(number)) return number;
        }
        return 0;
    }

    function isLeft(uint256 number) internal view returns (bool) {
        return isOpen(number) && kindOf[number] == 0 && headers[batchOf(number)].settledAt != 0;
    }

    /// @dev Without a determination, by what was booked.
    function isOpen(uint256 number) internal view returns (bool) {
        return versionOf[number] == 0;
    }

    function isUndoable(uint256 number) internal view returns (bool) {
        return stands[number] && !isUnderAppeal(number) && !wasReviewed[number];
    }

    /// @dev A void has nothing to determine again.
    function isReviewable(uint256 number) internal view returns (bool) {
        return stands[number] && kindOf[number] != 2;
    }

    function isUnderAppeal(uint256 number) internal view returns (bool isIt) {
        (,,,, isIt) = clocks.clockOf(number);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       CHANCE
    //////////////////////////////////////////////////////////////////////////*/

    function next(uint256 seed, uint256 i) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, i)));
    }

    function randomClaims(uint256 seed) internal returns (Encoder.Claim[] memory claims) {
        claims = new Encoder.Claim[](1 + seed % 3);
        for (uint256 i = 0; i < claims.length; ++i) {
            claims[i] = randomClaim(next(seed, i));
        }
    }

    /// @dev Some services outside of the coverage year.
    function randomClaim(uint256 seed) internal returns (Encoder.Claim memory made) {
        made = claim(joined[(seed >> 8) % joined.length], ++_contents, line(0, 0, 0));
        made.serviceDay = seed % 16 == 0 ? END_DAY : DAY + uint24((seed >> 16) % 100);
        made.lines = new Encoder.Line[](1 + (seed >> 32) % 5);
        for (uint256 i = 0; i < made.lines.length; ++i) {
            made.lines[i] = randomLine(next(seed, i));
        }
        if ((seed >> 64) % 3 == 0) made.priors = randomPriors(made.lines, next(seed, 1 << 32));
    }

    /// @dev How prior payers left the lines: all plans pay after them.
    function randomPriors(Encoder.Line[] memory lines, uint256 seed)
        internal
        pure
        returns (Encoder.Prior[] memory priors)
    {
        priors = new Encoder.Prior[](lines.length);
        for (uint256 i = 0; i < priors.length; ++i) {
            seed = next(seed, i);
            priors[i].paid = uint40(seed % (lines[i].charge + 1));
            priors[i].owed = uint40((seed >> 64) % (lines[i].charge - priors[i].paid + 1));
            if ((seed >> 128) % 4 != 0) priors[i].allowed = uint40((seed >> 136) % (lines[i].charge + 1));
        }
    }

    function randomLine(uint256 seed) internal pure returns (Encoder.Line memory made) {
        uint40 charge = uint40(1 + seed % 900_00);
        uint8 class = (seed >> 128) % 7 == 6 ? 255 : uint8((seed >> 128) % 7);
        made = line(charge, uint40((seed >> 64) % (charge + 1)), class);
        made.units = uint16(1 + (seed >> 136) % 9);
    }

    /// @dev As it was submitted, to be decided whole.
    function claimAs(uint256 number) internal view returns (Encoder.Claim memory made) {
        made = claimOf(number);
        made.isBare = false;
    }

    /// @dev With other allowed amounts, classes and facts.
    function reallowed(uint256 number, uint256 seed) internal view returns (Encoder.Claim memory made) {
        made = claimAs(number);
        if (seed % 2 == 0) made.authorization = keccak256("authorization");
        if (seed % 3 == 0) made.reasonsHash = 0;
        if (seed % 5 == 0) made.priors = new Encoder.Prior[](0);
        if (seed % 5 == 1) made.priors = randomPriors(made.lines, seed);
        for (uint256 i = 0; i < made.lines.length; ++i) {
            seed = next(seed, i);
            Encoder.Line memory other = randomLine(seed);
            made.lines[i].class = other.class;
            made.lines[i].allowed = uint40((seed >> 64) % (made.lines[i].charge + 1));
        }
    }
}
