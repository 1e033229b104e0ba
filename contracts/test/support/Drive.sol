// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {Encoder} from "./Encoder.sol";
import {Reviewed} from "./Reviewed.sol";

/// @notice Acts chosen at random among those that are allowed. Each says whether there was anything to act on.
abstract contract Drive is Reviewed {
    uint32 internal constant PROVIDERS = 3;

    uint256[] internal received; // claim numbers, of all batches
    uint32[] internal batches; // of the gateway and of providers
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
        for (uint256 i = 0; i < headers[batch].count; ++i) {
            received.push(numberOf(batch, i));
        }
    }

    /// @dev The oldest batch: some claims bare, some with a fault, for which they are left out.
    function settleSome(uint256 seed) internal returns (bool) {
        for (uint256 i = 0; i < batches.length; ++i) {
            if (headers[batches[i]].settledAt != 0) continue;
            settleAs(batches[i], withFaults(submissionsOf(batches[i]), seed));
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
        uint256 number = find(seed, isLeft);
        if (number == 0) return false;
        decide(number, reallowed(number, seed));
        return true;
    }

    function reverseSome(uint256 seed) internal returns (bool) {
        uint256 number = find(seed, isUndoable);
        if (number == 0) return false;
        reverse(number);
        return true;
    }

    function replaceSome(uint256 seed) internal returns (bool) {
        uint256 replaced = find(seed, isUndoable);
        if (replaced == 0) return false;
        uint256 number = leaveFor(providerOf[replaced], replacing(replaced, 1, randomClaim(next(seed, 1))));
        correct(number, claimAs(number), replaced);
        return true;
    }

    function voidSome(uint256 seed) internal returns (bool) {
        uint256 voided = find(seed, isUndoable);
        if (voided == 0) return false;
        uint256 number = leaveFor(providerOf[voided], voiding(voided, 1e9 + ++_contents));
        correct(number, claimAs(number), voided);
        return true;
    }

    /// @dev Past the appeals.
    function redetermineSome(uint256 seed) internal returns (bool) {
        uint256 number = find(seed, isReviewable);
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
    function find(uint256 seed, function(uint256) view returns (bool) fits) internal view returns (uint256) {
        for (uint256 i = 0; i < received.length; ++i) {
            uint256 number = received[((seed >> 32) + i) % received.length];
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
        for (uint256 i = 0; i < made.lines.length; ++i) {
            seed = next(seed, i);
            Encoder.Line memory other = randomLine(seed);
            made.lines[i].class = other.class;
            made.lines[i].allowed = uint40((seed >> 64) % (made.lines[i].charge + 1));
        }
    }
}
