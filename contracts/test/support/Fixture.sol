// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {ClaimLedger} from "../../src/ClaimLedger.sol";
import {Coverages} from "../../src/Coverages.sol";
import {Escrow} from "../../src/Escrow.sol";
import {Organizations} from "../../src/Organizations.sol";
import {Plans} from "../../src/Plans.sol";
import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {ICoverages} from "../../src/interfaces/ICoverages.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {TestToken} from "../../src/token/TestToken.sol";
import {Encoder} from "./Encoder.sol";
import {Test} from "./Test.sol";

/// @notice The contracts wired as on a devnet, one insurer with a plan, and helpers that submit and settle.
abstract contract Fixture is Test {
    uint32 internal constant INSURER = 1;
    uint32 internal constant PLAN = 1;
    uint24 internal constant START_DAY = 739_617; // 2026-01-01
    uint24 internal constant END_DAY = 739_982; // 2027-01-01
    uint24 internal constant DAY = START_DAY + 100;
    uint256 internal constant UNITS = 10_000; // token units in a cent

    address internal operator = address(0xA0);
    address internal admin = address(0xA1);
    address internal gateway = address(0xA2);
    address internal adjudicator = address(0xA3);
    address internal treasurer = address(0xA4);
    address internal enroller = address(0xA5);
    address internal stranger = address(0xBAD);

    AccessManager internal manager;
    TestToken internal token;
    Organizations internal organizations;
    Plans internal plans;
    Coverages internal coverages;
    Escrow internal escrow;
    ClaimLedger internal ledger;

    mapping(uint64 coverageYear => uint32 family) internal familyOf;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        deploy();
        registerInsurer(INSURER);
        publish(defaultPlan());
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      WIRING
    //////////////////////////////////////////////////////////////////////////*/

    function deploy() internal {
        manager = new AccessManager(operator);
        token = new TestToken();
        organizations = new Organizations(address(manager));
        plans = new Plans(address(manager));
        coverages = new Coverages(address(manager), plans);
        escrow = new Escrow(address(manager), organizations, token);
        ledger = new ClaimLedger(address(manager), organizations, plans, coverages, escrow);
        vm.startPrank(operator);
        manager.grantRole(RoleIds.ADMIN, address(organizations), 0);
        manager.grantRole(RoleIds.POSTER, address(ledger), 0);
        manager.grantRole(RoleIds.PAYER, address(ledger), 0);
        vm.stopPrank();
    }

    function registerInsurer(uint32 insurer) internal {
        address[5] memory keys = [admin, gateway, adjudicator, treasurer, enroller];
        vm.prank(operator);
        organizations.registerInsurer(insurer, keys);
    }

    /// @dev The signer's key of provider n is n, its payee an address of its own.
    function registerProviders(uint32 count) internal {
        for (uint32 i = 0; i < count; ++i) {
            uint32 provider = organizations.providerCount() + 1;
            vm.prank(admin);
            organizations.registerProvider(INSURER, provider, providerInfo(provider));
        }
    }

    function providerInfo(uint32 provider) internal pure returns (IOrganizations.Provider memory) {
        return
            IOrganizations.Provider({
                signer: vm.addr(provider), payee: payeeOf(provider), isDelegated: provider % 2 == 0
            });
    }

    function payeeOf(uint32 provider) internal pure returns (address) {
        return address(uint160(0xCAFE0000) + provider);
    }

    /// @dev Vector 3 of the adjudication notes: class 0 deductible and 20 %; 1 copay only; 2 not covered; 3 all of them.
    function defaultPlan() internal pure returns (IPlans.Plan memory plan) {
        plan.deductibleCents = 300_00;
        plan.familyDeductibleCents = 500_00;
        plan.outOfPocketMaxCents = 2_000_00;
        plan.familyOutOfPocketMaxCents = 3_000_00;
        plan.promptPaySeconds = 30 days;
        plan.classes = new IPlans.CostShare[](4);
        plan.classes[0] = IPlans.CostShare(true, true, 2000, 0);
        plan.classes[1] = IPlans.CostShare(true, false, 0, 25_00);
        plan.classes[2] = IPlans.CostShare(false, false, 0, 0);
        plan.classes[3] = IPlans.CostShare(true, true, 2500, 10_00);
    }

    function publish(IPlans.Plan memory plan) internal returns (uint32 id) {
        id = plans.planCount() + 1;
        vm.prank(admin);
        plans.publish(INSURER, id, plan);
    }

    function enrol(uint64 coverageYear, uint32 family) internal {
        enrol(coverageYear, PLAN, family);
    }

    function enrol(uint64 coverageYear, uint32 plan, uint32 family) internal {
        ICoverages.Enrolment[] memory enrolments = new ICoverages.Enrolment[](1);
        enrolments[0] = ICoverages.Enrolment({
            coverageYear: coverageYear, plan: plan, startDay: START_DAY, endDay: END_DAY, family: family
        });
        familyOf[coverageYear] = family;
        vm.prank(enroller);
        coverages.enrol(INSURER, enrolments);
    }

    function fund(uint256 cents) internal {
        token.mint(address(this), cents * UNITS);
        token.approve(address(escrow), cents * UNITS);
        escrow.deposit(INSURER, cents * UNITS);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      CLAIMS
    //////////////////////////////////////////////////////////////////////////*/

    function line(uint40 charge, uint40 allowed, uint8 class) internal pure returns (Encoder.Line memory) {
        return Encoder.Line({charge: charge, allowed: allowed, class: class});
    }

    function claim(uint64 coverageYear, uint256 seed, Encoder.Line memory only)
        internal
        pure
        returns (Encoder.Claim memory made)
    {
        made.contentHash = keccak256(abi.encode("content", seed));
        made.reasonsHash = keccak256(abi.encode("reasons", seed));
        made.coverageYear = coverageYear;
        made.serviceDay = DAY;
        made.lines = new Encoder.Line[](1);
        made.lines[0] = only;
    }

    function one(Encoder.Claim memory only) internal pure returns (Encoder.Claim[] memory list) {
        list = new Encoder.Claim[](1);
        list[0] = only;
    }

    function one(uint32 provider, Encoder.Claim[] memory claims)
        internal
        pure
        returns (Encoder.Submission[] memory list)
    {
        list = new Encoder.Submission[](1);
        list[0] = Encoder.Submission({provider: provider, claims: claims});
    }

    function two(Encoder.Claim memory first, Encoder.Claim memory second)
        internal
        pure
        returns (Encoder.Claim[] memory list)
    {
        list = new Encoder.Claim[](2);
        (list[0], list[1]) = (first, second);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     RECEIPT
    //////////////////////////////////////////////////////////////////////////*/

    function signed(Encoder.Submission memory submission) internal view returns (IClaimLedger.Submission memory made) {
        made.provider = submission.provider;
        made.sequence = ledger.lastSubmissionOf(INSURER, submission.provider) + 1;
        made.root = Encoder.rootOf(Encoder.leaves(submission));
        made.count = uint16(submission.claims.length);
        made.deadline = uint64(block.timestamp + 1 hours);
        made.signature = sign(made, submission.provider);
    }

    function sign(IClaimLedger.Submission memory submission, uint256 key) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, ledger.submissionDigest(INSURER, submission));
        return abi.encodePacked(r, s, v);
    }

    /// @dev Submissions of distinct providers.
    function signedAll(Encoder.Submission[] memory submissions)
        internal
        view
        returns (IClaimLedger.Submission[] memory made)
    {
        made = new IClaimLedger.Submission[](submissions.length);
        for (uint256 i = 0; i < made.length; ++i) {
            made[i] = signed(submissions[i]);
        }
    }

    function receiveBatch(Encoder.Submission[] memory submissions) internal returns (uint32 sequence) {
        sequence = ledger.lastBatchOf(INSURER) + 1;
        IClaimLedger.Submission[] memory made = signedAll(submissions);
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, sequence, made);
    }

    function receiptRoot(Encoder.Submission[] memory submissions) internal pure returns (bytes32) {
        bytes32[] memory nodes = new bytes32[](submissions.length);
        uint16 first = 0;
        for (uint256 i = 0; i < nodes.length; ++i) {
            uint16 count = uint16(submissions[i].claims.length);
            bytes32 root = Encoder.rootOf(Encoder.leaves(submissions[i]));
            nodes[i] = Encoder.submissionNode(submissions[i].provider, first, count, root);
            first += count;
        }
        return Encoder.rootOf(nodes);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    SETTLEMENT
    //////////////////////////////////////////////////////////////////////////*/

    function settle(uint32 sequence, Encoder.Submission[] memory submissions) internal {
        IClaimLedger.Settlement memory made = settlement(sequence, submissions);
        vm.prank(adjudicator);
        ledger.settleBatch(made);
    }

    function receiveAndSettle(Encoder.Submission[] memory submissions) internal returns (uint32 sequence) {
        sequence = receiveBatch(submissions);
        settle(sequence, submissions);
    }

    function settlement(uint32 sequence, Encoder.Submission[] memory submissions)
        internal
        view
        returns (IClaimLedger.Settlement memory made)
    {
        (uint64[] memory ids, uint32[] memory families) = tablesOf(submissions);
        made.insurer = INSURER;
        made.sequence = sequence;
        bytes[] memory parts = new bytes[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            uint32 family = familyOf[ids[i]];
            parts[i] = abi.encodePacked(ids[i], family == 0 ? 0xffff : uint16(positionOf(families, family)));
        }
        made.coverages = join(parts);
        parts = new bytes[](families.length);
        for (uint256 i = 0; i < families.length; ++i) {
            parts[i] = abi.encodePacked(families[i]);
        }
        made.families = join(parts);
        made.claims = claimBytes(submissions, ids);
    }

    function claimBytes(Encoder.Submission[] memory submissions, uint64[] memory ids)
        internal
        pure
        returns (bytes memory)
    {
        bytes[] memory outer = new bytes[](submissions.length);
        for (uint256 i = 0; i < submissions.length; ++i) {
            Encoder.Claim[] memory claims = submissions[i].claims;
            bytes[] memory inner = new bytes[](claims.length);
            for (uint256 j = 0; j < claims.length; ++j) {
                inner[j] = claims[j].isBare
                    ? Encoder.bareClaim(Encoder.receiptLeaf(claims[j]))
                    : Encoder.wholeClaim(claims[j], uint16(positionOf(ids, claims[j].coverageYear)));
            }
            outer[i] = abi.encodePacked(submissions[i].provider, uint16(claims.length), join(inner));
        }
        return join(outer);
    }

    /// @dev Halves, so that joining hundreds of parts does not copy the first one hundreds of times.
    function join(bytes[] memory parts) internal pure returns (bytes memory) {
        return join(parts, 0, parts.length);
    }

    function join(bytes[] memory parts, uint256 from, uint256 to) private pure returns (bytes memory) {
        if (to == from) return "";
        if (to == from + 1) return parts[from];
        uint256 middle = (from + to) / 2;
        return bytes.concat(join(parts, from, middle), join(parts, middle, to));
    }

    function tablesOf(Encoder.Submission[] memory submissions)
        internal
        view
        returns (uint64[] memory ids, uint32[] memory families)
    {
        uint256[] memory foundYears = new uint256[](600);
        uint256[] memory foundFamilies = new uint256[](600);
        uint256 yearCount = 0;
        uint256 familyCount = 0;
        for (uint256 i = 0; i < submissions.length; ++i) {
            for (uint256 j = 0; j < submissions[i].claims.length; ++j) {
                if (submissions[i].claims[j].isBare) continue;
                uint64 year = submissions[i].claims[j].coverageYear;
                yearCount = insert(foundYears, yearCount, year);
                if (familyOf[year] != 0) familyCount = insert(foundFamilies, familyCount, familyOf[year]);
            }
        }
        ids = new uint64[](yearCount);
        for (uint256 i = 0; i < yearCount; ++i) {
            ids[i] = uint64(foundYears[i]);
        }
        families = new uint32[](familyCount);
        for (uint256 i = 0; i < familyCount; ++i) {
            families[i] = uint32(foundFamilies[i]);
        }
    }

    /// @dev Into an ascending list without doubles; quick when values come in order.
    function insert(uint256[] memory list, uint256 count, uint256 value) private pure returns (uint256) {
        uint256 place = count;
        while (place > 0 && list[place - 1] >= value) --place;
        if (place < count && list[place] == value) return count;
        for (uint256 i = count; i > place; --i) {
            list[i] = list[i - 1];
        }
        list[place] = value;
        return count + 1;
    }

    function positionOf(uint64[] memory list, uint64 value) private pure returns (uint256) {
        (uint256 low, uint256 high) = (0, list.length);
        while (low + 1 < high) {
            uint256 middle = (low + high) / 2;
            if (list[middle] <= value) low = middle;
            else high = middle;
        }
        return low;
    }

    function positionOf(uint32[] memory list, uint32 value) private pure returns (uint256) {
        (uint256 low, uint256 high) = (0, list.length);
        while (low + 1 < high) {
            uint256 middle = (low + high) / 2;
            if (list[middle] <= value) low = middle;
            else high = middle;
        }
        return low;
    }

    function numberOf(uint32 sequence, uint256 index) internal pure returns (uint256) {
        return (uint256(INSURER) << 48) | (uint256(sequence) << 16) | index;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     RESULTS
    //////////////////////////////////////////////////////////////////////////*/

    struct Result {
        uint256 charge;
        uint256 allowed;
        uint256 class;
        uint256 copay;
        uint256 deductible;
        uint256 coinsurance;
        uint256 paid;
    }

    function resultAt(bytes memory encoded, uint256 index) internal pure returns (Result memory) {
        uint256 word = 0;
        for (uint256 i = 0; i < 31; ++i) {
            word = (word << 8) | uint8(encoded[index * 31 + i]);
        }
        return Result({
            charge: word >> 208,
            allowed: uint40(word >> 168),
            class: uint8(word >> 160),
            copay: uint40(word >> 120),
            deductible: uint40(word >> 80),
            coinsurance: uint40(word >> 40),
            paid: uint40(word)
        });
    }

    function estimateOne(uint64 coverageYear, Encoder.Line memory only) internal view returns (Result memory) {
        Encoder.Line[] memory lines = new Encoder.Line[](1);
        lines[0] = only;
        return resultAt(ledger.estimate(INSURER, coverageYear, DAY, Encoder.lineBytes(lines)), 0);
    }
}
