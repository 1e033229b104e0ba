// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {Encoder} from "../support/Encoder.sol";
import {Fixture} from "../support/Fixture.sol";
import {Vm} from "../support/Vm.sol";

/// @notice Acts at random and keeps books of its own, from events alone.
contract Handler is Fixture {
    struct BatchBook {
        bytes submissions; // abi.encode(Encoder.Submission[])
        uint256 receivedAt;
        bool isSettled;
    }

    uint32 public constant PROVIDERS = 3;
    uint256 private constant MOST_COVERAGES = 12;
    bytes32 private constant DETERMINED =
        keccak256("ClaimDetermined(uint256,uint32,uint64,uint24,bytes32,bytes32,bytes)");

    uint256 public deposited; // units
    uint256 public withdrawn; // units
    uint256 public worstLine; // lines that break charge >= allowed >= paid
    uint256 public twice; // things that happened twice
    mapping(uint32 provider => uint256 cents) public paidOf;
    mapping(uint64 coverageYear => uint256 cents) public deductibleOf;
    mapping(uint64 coverageYear => uint256 cents) public outOfPocketOf;
    mapping(uint256 claimNumber => uint256) public determinations;
    uint64[] private _coverageYears;
    BatchBook[] private _batches;
    mapping(uint256 batch => bytes32[] leaves) private _leaves;
    uint256 private _claims;

    function setUp() public override {
        super.setUp();
        registerProviders(PROVIDERS);
        enrolOne(1);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     ACTIONS
    //////////////////////////////////////////////////////////////////////////*/

    function enrolOne(uint256 seed) public {
        if (_coverageYears.length == MOST_COVERAGES) return;
        uint64 coverageYear = uint64(1000 - _coverageYears.length * 7);
        enrol(coverageYear, uint32(seed % 3));
        _coverageYears.push(coverageYear);
    }

    function deposit(uint256 cents) external {
        cents = bound(cents, 1, 5_000_00);
        fund(cents);
        deposited += cents * UNITS;
    }

    function withdraw(uint256 amount) external {
        uint256 reserved = escrow.totalOwedOf(INSURER) * UNITS;
        uint256 balance = escrow.balanceOf(INSURER);
        amount = bound(amount, 0, balance > reserved ? balance - reserved : 0);
        vm.prank(treasurer);
        escrow.withdraw(INSURER, treasurer, amount);
        withdrawn += amount;
    }

    function receiveOne(uint256 seed) external {
        Encoder.Submission[] memory submissions = new Encoder.Submission[](1 + seed % PROVIDERS);
        for (uint32 i = 0; i < submissions.length; ++i) {
            submissions[i] = Encoder.Submission(PROVIDERS - i, _randomClaims(uint256(keccak256(abi.encode(seed, i)))));
        }
        IClaimLedger.Submission[] memory made = signedAll(submissions);
        uint32 sequence = ledger.lastBatchOf(INSURER) + 1;
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, sequence, made);
        _batches.push(BatchBook(abi.encode(submissions), ledger.batchOf(INSURER, sequence).receivedAt, false));
        for (uint256 i = 0; i < submissions.length; ++i) {
            for (uint256 j = 0; j < submissions[i].claims.length; ++j) {
                _leaves[sequence].push(Encoder.receiptLeaf(submissions[i].claims[j]));
            }
        }
        _tryReceive(sequence + 1, made);
    }

    function settleOne(uint256 seed) external {
        for (uint32 sequence = 1; sequence <= _batches.length; ++sequence) {
            if (!_batches[sequence - 1].isSettled) return _settle(sequence, seed);
        }
    }

    function decideOne(uint256 seed) external {
        if (_batches.length == 0) return;
        uint32 sequence = uint32(1 + seed % _batches.length);
        if (!_batches[sequence - 1].isSettled) return;
        uint256 count = _leaves[sequence].length;
        for (uint256 i = 0; i < count; ++i) {
            uint16 index = uint16((seed / 7 + i) % count);
            if (!ledger.isDecided(INSURER, sequence, index)) return _decide(sequence, index);
        }
    }

    function releaseOwed(uint256 seed) external {
        uint32 provider = uint32(1 + seed % PROVIDERS);
        uint256 owed = escrow.owedOf(INSURER, provider);
        if (owed == 0 || owed * UNITS > escrow.balanceOf(INSURER)) return;
        escrow.releaseOwed(INSURER, provider);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      BOOKS
    //////////////////////////////////////////////////////////////////////////*/

    function batchCount() external view returns (uint256) {
        return _batches.length;
    }

    function receivedAtOf(uint32 sequence) external view returns (uint256) {
        return _batches[sequence - 1].receivedAt;
    }

    function isSettled(uint32 sequence) external view returns (bool) {
        return _batches[sequence - 1].isSettled;
    }

    function claimCountOf(uint32 sequence) external view returns (uint256) {
        return _leaves[sequence].length;
    }

    function coverageYears() external view returns (uint64[] memory) {
        return _coverageYears;
    }

    function familyYearOf(uint64 coverageYear) external view returns (uint32) {
        return familyOf[coverageYear];
    }

    function wiring() external view returns (address, address, address, address) {
        return (address(ledger), address(escrow), address(coverages), address(token));
    }

    /// @dev The root of a batch's leaves as they stand.
    function rootOf(uint32 sequence) public view returns (bytes32) {
        return Encoder.rootOf(_nodesOf(sequence));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      STEPS
    //////////////////////////////////////////////////////////////////////////*/

    function _settle(uint32 sequence, uint256 seed) private {
        Encoder.Submission[] memory submissions = _submissionsOf(sequence);
        for (uint256 i = 0; i < submissions.length; ++i) {
            for (uint256 j = 0; j < submissions[i].claims.length; ++j) {
                seed = uint256(keccak256(abi.encode(seed)));
                Encoder.Claim memory made = submissions[i].claims[j];
                if (seed % 8 == 0) made.isBare = true;
                if (seed % 8 == 1) made.lines[0].allowed = made.lines[0].charge + 1;
                if (seed % 8 == 2) made.lines[made.lines.length - 1].class = 200;
            }
        }
        IClaimLedger.Settlement memory whole = settlement(sequence, submissions);
        _tryChanged(whole);
        vm.recordLogs();
        vm.prank(adjudicator);
        ledger.settleBatch(whole);
        _book(sequence);
        _batches[sequence - 1].isSettled = true;
        _trySettle(whole);
    }

    function _decide(uint32 sequence, uint16 index) private {
        IClaimLedger.Decision[] memory decisions = new IClaimLedger.Decision[](1);
        decisions[0] = _decisionOf(sequence, index);
        vm.recordLogs();
        vm.prank(adjudicator);
        ledger.decide(INSURER, sequence, decisions);
        _book(sequence);
        _tryDecide(sequence, decisions);
        decisions[0] = _decisionOf(sequence, index);
        _tryDecide(sequence, decisions);
    }

    /// @dev Books what the events tell.
    function _book(uint32 sequence) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == DETERMINED) _bookClaim(sequence, logs[i]);
        }
    }

    function _bookClaim(uint32 sequence, Vm.Log memory log) private {
        uint256 number = uint256(log.topics[1]);
        if (++determinations[number] > 1) ++twice;
        bytes memory result = _bookLeaf(sequence, uint16(number), log.data);
        for (uint256 i = 0; i < result.length / 31; ++i) {
            _bookLine(uint32(uint256(log.topics[2])), uint64(uint256(log.topics[3])), resultAt(result, i));
        }
    }

    function _bookLeaf(uint32 sequence, uint16 index, bytes memory data) private returns (bytes memory) {
        (, bytes32 leaf, bytes32 reasonsHash, bytes memory result) = abi.decode(data, (uint24, bytes32, bytes32, bytes));
        _leaves[sequence][index] = keccak256(bytes.concat(hex"02", leaf, reasonsHash, result));
        return result;
    }

    function _bookLine(uint32 provider, uint64 coverageYear, Result memory result) private {
        bool isBalanced = result.allowed == result.copay + result.deductible + result.coinsurance + result.paid;
        if (!isBalanced || result.allowed > result.charge || result.paid > result.allowed) ++worstLine;
        paidOf[provider] += result.paid;
        deductibleOf[coverageYear] += result.deductible;
        outOfPocketOf[coverageYear] += result.copay + result.deductible + result.coinsurance;
    }

    /*//////////////////////////////////////////////////////////////////////////
                              WHAT MUST NEVER HAPPEN
    //////////////////////////////////////////////////////////////////////////*/

    function _tryReceive(uint32 sequence, IClaimLedger.Submission[] memory made) private {
        vm.prank(gateway);
        try ledger.receiveBatch(INSURER, sequence, made) {
            ++twice;
        } catch {}
    }

    function _trySettle(IClaimLedger.Settlement memory made) private {
        vm.prank(adjudicator);
        try ledger.settleBatch(made) {
            ++twice;
        } catch {}
    }

    function _tryDecide(uint32 sequence, IClaimLedger.Decision[] memory decisions) private {
        vm.prank(adjudicator);
        try ledger.decide(INSURER, sequence, decisions) {
            ++twice;
        } catch {}
    }

    /// @dev Flips a bit of the first claim: of its charge when it is whole, of its leaf when it is bare.
    function _tryChanged(IClaimLedger.Settlement memory made) private {
        uint256 position = made.claims[6] == 0x01 ? 6 + 71 + 4 : 6 + 4;
        made.claims[position] ^= 0x10;
        _trySettle(made);
        made.claims[position] ^= 0x10;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _randomClaims(uint256 seed) private returns (Encoder.Claim[] memory claims) {
        claims = new Encoder.Claim[](1 + (seed >> 200) % 4);
        for (uint256 i = 0; i < claims.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint64 coverageYear = seed % 16 == 0 ? 5 : _coverageYears[(seed >> 8) % _coverageYears.length];
            claims[i] = claim(coverageYear, ++_claims, line(0, 0, 0));
            if (seed % 16 == 1) claims[i].serviceDay = END_DAY;
            claims[i].lines = new Encoder.Line[](1 + (seed >> 32) % 5);
            for (uint256 j = 0; j < claims[i].lines.length; ++j) {
                claims[i].lines[j] = _randomLine(uint256(keccak256(abi.encode(seed, j))));
            }
        }
    }

    function _randomLine(uint256 seed) private pure returns (Encoder.Line memory) {
        uint40 charge = uint40(seed % 700_00);
        uint40 allowed = uint40((seed >> 64) % (uint256(charge) + 1));
        uint8 class = (seed >> 128) % 6 == 5 ? 255 : uint8((seed >> 128) % 4);
        return line(charge, allowed, class);
    }

    function _submissionsOf(uint32 sequence) private view returns (Encoder.Submission[] memory) {
        return abi.decode(_batches[sequence - 1].submissions, (Encoder.Submission[]));
    }

    function _leavesOf(uint32 sequence, uint256 first, uint256 count) private view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = _leaves[sequence][first + i];
        }
    }

    function _nodesOf(uint32 sequence) private view returns (bytes32[] memory nodes) {
        Encoder.Submission[] memory submissions = _submissionsOf(sequence);
        nodes = new bytes32[](submissions.length);
        uint256 first = 0;
        for (uint256 i = 0; i < nodes.length; ++i) {
            uint256 count = submissions[i].claims.length;
            bytes32 root = Encoder.rootOf(_leavesOf(sequence, first, count));
            nodes[i] = Encoder.submissionNode(submissions[i].provider, uint16(first), uint16(count), root);
            first += count;
        }
    }

    /// @dev A decision that can be determined: an unknown coverage is enrolled first.
    function _decisionOf(uint32 sequence, uint16 index) private returns (IClaimLedger.Decision memory decision) {
        Encoder.Submission[] memory submissions = _submissionsOf(sequence);
        decision.index = index;
        decision.submissionCount = uint16(submissions.length);
        uint16 place = 0;
        while (index >= decision.firstIndex + submissions[place].claims.length) {
            decision.firstIndex += uint16(submissions[place++].claims.length);
        }
        decision.submissionIndex = place;
        decision.provider = submissions[place].provider;
        decision.count = uint16(submissions[place].claims.length);
        _putClaim(decision, submissions[place].claims[index - decision.firstIndex]);
        bytes32[] memory leaves = _leavesOf(sequence, decision.firstIndex, decision.count);
        decision.innerSiblings = Encoder.pathOf(leaves, index - decision.firstIndex);
        decision.outerSiblings = Encoder.pathOf(_nodesOf(sequence), place);
    }

    function _putClaim(IClaimLedger.Decision memory decision, Encoder.Claim memory made) private {
        if (made.coverageYear == 5) _enrolFive();
        decision.claim = Encoder.wholeClaim(made, 0);
        decision.family = familyOf[made.coverageYear];
        decision.coverage = abi.encodePacked(made.coverageYear, decision.family == 0 ? uint16(0xffff) : uint16(0));
    }

    function _enrolFive() private {
        for (uint256 i = 0; i < _coverageYears.length; ++i) {
            if (_coverageYears[i] == 5) return;
        }
        enrol(5, 2);
        _coverageYears.push(5);
    }
}
