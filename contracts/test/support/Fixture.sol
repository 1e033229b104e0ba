// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {Appeals} from "../../src/Appeals.sol";
import {ClaimClocks} from "../../src/ClaimClocks.sol";
import {ClaimCorrections} from "../../src/ClaimCorrections.sol";
import {ClaimLedger} from "../../src/ClaimLedger.sol";
import {Coverages} from "../../src/Coverages.sol";
import {Credentials} from "../../src/Credentials.sol";
import {Escrow} from "../../src/Escrow.sol";
import {Organizations} from "../../src/Organizations.sol";
import {Plans} from "../../src/Plans.sol";
import {IClaimClocks} from "../../src/interfaces/IClaimClocks.sol";
import {IClaimCorrections} from "../../src/interfaces/IClaimCorrections.sol";
import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {ICoverages} from "../../src/interfaces/ICoverages.sol";
import {ICredentials} from "../../src/interfaces/ICredentials.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {LedgerState} from "../../src/libraries/LedgerState.sol";
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
    address internal approver = address(0xA6);
    address internal authority = address(0xA7);
    address internal guardian = address(0xA8);
    address internal stranger = address(0xBAD);

    AccessManager internal manager;
    TestToken internal token;
    Organizations internal organizations;
    Credentials internal credentials;
    Plans internal plans;
    Coverages internal coverages;
    Escrow internal escrow;
    ClaimLedger internal ledger;
    IClaimCorrections internal corrections; // the ledger's address, as the next
    IClaimClocks internal clocks;
    Appeals internal appeals;

    mapping(uint64 coverageYear => uint32 family) internal familyOf;
    mapping(uint64 coverageYear => uint64 extension) internal extensionOf;
    mapping(uint32 sequence => IClaimLedger.BatchHeader) internal headers;

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
        credentials = new Credentials(address(manager), organizations);
        plans = new Plans(address(manager));
        coverages = new Coverages(address(manager), plans);
        escrow = new Escrow(address(manager), organizations, plans, token);
        LedgerState.Parts memory parts = LedgerState.Parts(organizations, credentials, plans, coverages, escrow);
        address module = address(new ClaimClocks(address(manager), parts));
        module = address(new ClaimCorrections(address(manager), parts, module));
        ledger = new ClaimLedger(address(manager), parts, module);
        corrections = IClaimCorrections(address(ledger));
        clocks = IClaimClocks(address(ledger));
        appeals = new Appeals(address(manager), organizations, plans, escrow, ledger);
        vm.startPrank(operator);
        manager.grantRole(RoleIds.ADMIN, address(organizations), 0);
        manager.grantRole(RoleIds.POSTER, address(ledger), 0);
        manager.grantRole(RoleIds.PAYER, address(ledger), 0);
        manager.grantRole(RoleIds.REDETERMINER, address(appeals), 0);
        manager.grantRole(RoleIds.PANEL_ADMIN, authority, 0);
        manager.grantRole(RoleIds.LICENSOR, authority, 0);
        manager.grantRole(RoleIds.PROVIDER_ENROLLER, authority, 0);
        manager.grantRole(RoleIds.EXCLUDER, authority, 0);
        vm.stopPrank();
    }

    function registerInsurer(uint32 insurer) internal {
        address[6] memory keys = [admin, gateway, adjudicator, treasurer, enroller, approver];
        vm.prank(operator);
        organizations.registerInsurer(insurer, keys);
    }

    /// @dev The signer's key of provider n is n, its payee an address of its own.
    function registerProviders(uint32 count) internal {
        for (uint32 i = 0; i < count; ++i) {
            uint32 provider = organizations.providerCount() + 1;
            vm.prank(admin);
            organizations.registerProvider(INSURER, provider, providerInfo(provider));
            credential(provider, ICredentials.Kind.Licence, 1, type(uint24).max);
            credential(provider, ICredentials.Kind.Enrolment, 1, type(uint24).max);
        }
    }

    function providerInfo(uint32 provider) internal view returns (IOrganizations.Provider memory) {
        return IOrganizations.Provider({
            signer: vm.addr(provider), payee: payeeOf(provider), guardian: guardian, isDelegated: provider % 2 == 0
        });
    }

    function credential(uint32 provider, ICredentials.Kind kind, uint24 startDay, uint24 endDay) internal {
        uint16 id = credentials.recordCountOf(provider, kind) + 1;
        vm.prank(authority);
        credentials.record(
            provider,
            kind,
            id,
            ICredentials.Record({
                startDay: startDay, endDay: endDay, revokedFromDay: 0, documentHash: keccak256("document")
            })
        );
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
        plan.clocks.promptPayDays = 30;
        plan.clocks.appealDays = 180;
        plan.clocks.appealDecisionDays = 60;
        plan.clocks.recoveryNoticeDays = 30;
        plan.classes = new IPlans.CostShare[](4);
        plan.classes[0] = share(true, true, 2000, 0);
        plan.classes[1] = share(true, false, 0, 25_00);
        plan.classes[2] = share(false, false, 0, 0);
        plan.classes[3] = share(true, true, 2500, 10_00);
    }

    function share(bool isCovered, bool isDeductibleApplied, uint16 coinsuranceBps, uint40 copayCents)
        internal
        pure
        returns (IPlans.CostShare memory)
    {
        return IPlans.CostShare({
            isCovered: isCovered,
            isDeductibleApplied: isDeductibleApplied,
            isOutOfPocketApplied: true,
            isAuthorizationRequired: false,
            isEvidenceRequired: false,
            coinsuranceBps: coinsuranceBps,
            copayCents: copayCents,
            limitA: 0,
            limitB: 0
        });
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
        enrol(coverageYear, plan, family, 0);
    }

    function enrol(uint64 coverageYear, uint32 plan, uint32 family, uint64 extension) internal {
        ICoverages.Enrolment[] memory enrolments = new ICoverages.Enrolment[](1);
        enrolments[0] = ICoverages.Enrolment({
            coverageYear: coverageYear,
            plan: plan,
            startDay: START_DAY,
            endDay: END_DAY,
            family: family,
            extension: extension
        });
        familyOf[coverageYear] = family;
        extensionOf[coverageYear] = extension;
        vm.prank(enroller);
        coverages.enrol(INSURER, enrolments);
    }

    /// @dev The time of the block. The optimizer takes `block.timestamp` for one value in a test, whatever is warped.
    function time() internal view returns (uint64) {
        return uint64(vm.getBlockTimestamp());
    }

    function wait(uint256 duration) internal {
        vm.warp(time() + duration);
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
        return Encoder.Line({charge: charge, units: 1, allowed: allowed, class: class});
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
        made.deadline = time() + 1 hours;
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
        headers[sequence] = headerOf(sequence, submissions);
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, sequence, made);
    }

    function headerOf(uint32 sequence, Encoder.Submission[] memory submissions)
        internal
        view
        returns (IClaimLedger.BatchHeader memory header)
    {
        header.insurer = INSURER;
        header.batch = sequence;
        header.root = receiptRoot(submissions);
        header.receivedAt = time();
        for (uint256 i = 0; i < submissions.length; ++i) {
            header.count += uint16(submissions[i].claims.length);
        }
        header.submissionCount = uint16(submissions.length);
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
        IClaimLedger.Settlement memory made = settlement(submissions);
        vm.prank(adjudicator);
        ledger.settleBatch(headers[sequence], made);
    }

    function receiveAndSettle(Encoder.Submission[] memory submissions) internal returns (uint32 sequence) {
        sequence = receiveBatch(submissions);
        settle(sequence, submissions);
    }

    function settlement(Encoder.Submission[] memory submissions)
        internal
        view
        returns (IClaimLedger.Settlement memory made)
    {
        uint256[] memory ids;
        (ids, made.families, made.extensions) = tablesOf(submissions);
        made.coverages = new uint256[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            uint64 id = uint64(ids[i]);
            uint256 extension = extensionOf[id] == 0 ? 0xffff : positionOf(made.extensions, extensionOf[id]);
            uint256 family = familyOf[id] == 0 ? 0xffff : positionOf(made.families, familyOf[id]);
            made.coverages[i] = (ids[i] << 32) | (extension << 16) | family;
        }
        made.claims = claimWords(submissions, ids);
    }

    /// @dev Words that are not yet all there.
    struct Writer {
        uint256[] words;
        uint256 length;
    }

    function claimWords(Encoder.Submission[] memory submissions, uint256[] memory ids)
        internal
        pure
        returns (uint256[] memory)
    {
        Writer memory writer = Writer({words: new uint256[](8192), length: 0});
        for (uint256 i = 0; i < submissions.length; ++i) {
            writeSubmission(writer, submissions[i], ids);
        }
        return cut(writer.words, writer.length);
    }

    function writeSubmission(Writer memory writer, Encoder.Submission memory submission, uint256[] memory ids)
        private
        pure
    {
        writer.words[writer.length++] = Encoder.submissionHead(submission);
        for (uint256 i = 0; i < submission.claims.length; ++i) {
            uint256[] memory made = wordsOf(submission.claims[i], ids);
            for (uint256 j = 0; j < made.length; ++j) {
                writer.words[writer.length++] = made[j];
            }
        }
    }

    function wordsOf(Encoder.Claim memory made, uint256[] memory ids) internal pure returns (uint256[] memory) {
        if (made.isBare) return Encoder.bareClaim(Encoder.receiptLeaf(made));
        return Encoder.wholeClaim(made, positionOf(ids, made.coverageYear));
    }

    function tablesOf(Encoder.Submission[] memory submissions)
        internal
        view
        returns (uint256[] memory ids, uint256[] memory families, uint256[] memory extensions)
    {
        ids = new uint256[](600);
        families = new uint256[](600);
        extensions = new uint256[](600);
        uint256[3] memory counts;
        for (uint256 i = 0; i < submissions.length; ++i) {
            for (uint256 j = 0; j < submissions[i].claims.length; ++j) {
                if (submissions[i].claims[j].isBare) continue;
                uint64 year = submissions[i].claims[j].coverageYear;
                counts[0] = insert(ids, counts[0], year);
                if (familyOf[year] != 0) counts[1] = insert(families, counts[1], familyOf[year]);
                if (extensionOf[year] != 0) counts[2] = insert(extensions, counts[2], extensionOf[year]);
            }
        }
        return (cut(ids, counts[0]), cut(families, counts[1]), cut(extensions, counts[2]));
    }

    function cut(uint256[] memory list, uint256 count) internal pure returns (uint256[] memory shorter) {
        shorter = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            shorter[i] = list[i];
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

    function positionOf(uint256[] memory list, uint256 value) internal pure returns (uint256) {
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
        uint256 units;
        uint256 allowed;
        uint256 class;
        uint256 denial;
        uint256 copay;
        uint256 deductible;
        uint256 coinsurance;
        uint256 noncovered;
        uint256 paid;
    }

    function resultOf(uint256 word) internal pure returns (Result memory result) {
        uint256 mask = (1 << 36) - 1;
        result.charge = (word >> 210) & mask;
        result.units = (word >> 196) & 0x3fff;
        result.allowed = (word >> 160) & mask;
        result.class = (word >> 152) & 0xff;
        result.denial = (word >> 144) & 0xff;
        result.copay = (word >> 108) & mask;
        result.deductible = (word >> 72) & mask;
        result.coinsurance = (word >> 36) & mask;
        result.noncovered = word & mask;
        result.paid = result.allowed - result.copay - result.deductible - result.coinsurance - result.noncovered;
    }
}
