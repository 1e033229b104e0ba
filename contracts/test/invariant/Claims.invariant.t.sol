// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "../support/Test.sol";
import {Handler} from "./Handler.sol";

/// @dev A cheatcode that only this test needs: a dozen runs cost more gas than one test has.
interface Metering {
    function pauseGasMetering() external;
}

/// @notice README.md of this folder, as code.
contract ClaimsInvariantTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    uint256 private constant RUNS = 12;
    uint256 private constant DEPTH = 48;

    Handler private _handler;
    string[] private _acts;
    mapping(string act => uint256) private _calls;
    mapping(string act => uint256) private _successes;

    function setUp() public {
        _handler = new Handler();
        _handler.setUp();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[17] memory acts = [
            Handler.doSubmit.selector,
            Handler.doSettle.selector,
            Handler.doDecide.selector,
            Handler.doReverse.selector,
            Handler.doReplace.selector,
            Handler.doVoid.selector,
            Handler.doPend.selector,
            Handler.doEvidence.selector,
            Handler.doOverdue.selector,
            Handler.doWait.selector,
            Handler.doAppeal.selector,
            Handler.doAnswer.selector,
            Handler.doRule.selector,
            Handler.doDeposit.selector,
            Handler.doWithdraw.selector,
            Handler.doRelease.selector,
            Handler.doActivate.selector
        ];
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_handler), new bytes4[](acts.length));
        for (uint256 i = 0; i < acts.length; ++i) {
            targets[0].selectors[i] = acts[i];
        }
    }

    /// @dev Conservation too: all of the money is looked at.
    function invariant_PaidEqualsDetermined() public view {
        _handler.assertMoney();
    }

    function invariant_AccumulatorsEqualDeterminations() public view {
        _handler.assertAccumulators();
    }

    /// @dev That versions count on from 1 is asserted as each determination is booked.
    function invariant_OneStandingVersion() public view {
        _handler.assertStanding();
    }

    function invariant_NothingForbidden() public view {
        assertEq(_handler.forbidden(), 0, "forbidden");
        assertEq(_handler.shortfalls(), 0, "shortfalls");
    }

    /// @dev The campaign reaches what it is about: each act has something to act on in a fifth of its calls at least, and claims
    /// are paid, owed, reversed and appealed.
    function test_Campaign_EachActSucceeds() public {
        Metering(address(vm)).pauseGasMetering();
        bytes4[] memory acts = this.targetSelectors()[0].selectors;
        uint256[4] memory ends;
        for (uint256 run = 0; run < RUNS; ++run) {
            _handler = new Handler();
            _handler.setUp();
            for (uint256 i = 0; i < DEPTH; ++i) {
                uint256 seed = uint256(keccak256(abi.encode(run, i)));
                (bool isDone,) = address(_handler).call(abi.encodeWithSelector(acts[seed % acts.length], seed >> 8));
                assertTrue(isDone, "no act reverts");
            }
            _count();
            (uint256 paid, uint256 owed, uint256 reversed) = _handler.tally();
            ends = [ends[0] + paid, ends[1] + owed, ends[2] + reversed, ends[3] + _handler.appealed()];
        }
        for (uint256 i = 0; i < _acts.length; ++i) {
            emit log_named_uint(string.concat(_acts[i], ", calls"), _calls[_acts[i]]);
            emit log_named_uint(string.concat(_acts[i], ", successes"), _successes[_acts[i]]);
            assertLe(_calls[_acts[i]], 5 * _successes[_acts[i]], _acts[i]);
        }
        assertEq(_acts.length, acts.length, "each act");
        assertTrue(ends[0] != 0 && ends[1] != 0 && ends[2] != 0 && ends[3] != 0, "paid, owed, reversed, appealed");
    }

    function _count() private {
        for (uint256 i = 0; i < _handler.actCount(); ++i) {
            string memory act = _handler.acts(i);
            if (_calls[act] == 0) _acts.push(act);
            _calls[act] += _handler.calls(keccak256(bytes(act)));
            _successes[act] += _handler.successes(keccak256(bytes(act)));
        }
    }

    /// @dev What the run did.
    function afterInvariant() public {
        for (uint256 i = 0; i < _handler.actCount(); ++i) {
            string memory act = _handler.acts(i);
            bytes32 key = keccak256(bytes(act));
            emit log_named_uint(string.concat(act, ", calls"), _handler.calls(key));
            emit log_named_uint(string.concat(act, ", successes"), _handler.successes(key));
        }
        (uint256 paid, uint256 owed, uint256 reversed) = _handler.tally();
        emit log_named_uint("claims paid", paid);
        emit log_named_uint("providers owed", owed);
        emit log_named_uint("claims reversed", reversed);
        emit log_named_uint("claims appealed", _handler.appealed());
    }
}
